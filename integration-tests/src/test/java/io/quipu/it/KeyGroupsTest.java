package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.state.Shard;
import io.quipu.runners.flink.KeyGroups;
import io.quipu.transforms.coders.ShardCoder;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.runners.flink.adapter.FlinkKey;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests how evenly the shards of a month spread over slots, with Beam's and Flink's own code. */
class KeyGroupsTest {
  private static final int MAX_PARALLELISM = 128;
  private static final int FIRST_MONTH = LocalHour.month(YearMonth.of(2026, 1));

  @ParameterizedTest
  @CsvSource({"64, 2", "64, 16", "64, 64", "128, 128", "256, 2", "256, 16", "256, 128"})
  void powersOfTwoSpreadEvenly(int shards, int slots) {
    for (int month = FIRST_MONTH; month < FIRST_MONTH + 24; month++) {
      assertThat(shardsOfSlots(month, shards, slots), everyItem(is(shards / slots)));
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 3", "128, 3", "128, 12", "256, 10", "200, 24", "1000, 40"})
  void otherNumbersSpreadNearlyEvenly(int shards, int slots) {
    int groupsOfSlot = (MAX_PARALLELISM + slots - 1) / slots;
    int shardsOfGroup = (shards + MAX_PARALLELISM - 1) / MAX_PARALLELISM;
    for (int month = FIRST_MONTH; month < FIRST_MONTH + 24; month++) {
      assertThat(
          shardsOfSlots(month, shards, slots),
          everyItem(is(lessThanOrEqualTo(groupsOfSlot * shardsOfGroup))));
    }
  }

  /** State that is stored under a key is found only as long as the key has the same suffix. */
  @Test
  void aShardKeepsTheKeyOfStoredState() {
    assertThat(KeyGroups.OF_128.suffix(new Shard(24322, 255)), is(8));
  }

  /** The number of shards of each slot. */
  private static List<Integer> shardsOfSlots(int month, int shards, int slots) {
    int[] count = new int[slots];
    for (int number = 0; number < shards; number++) {
      FlinkKey key = FlinkKey.of(new Shard(month, number), ShardCoder.of(KeyGroups.OF_128));
      count[KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, slots)]++;
    }
    return IntStream.of(count).boxed().toList();
  }
}
