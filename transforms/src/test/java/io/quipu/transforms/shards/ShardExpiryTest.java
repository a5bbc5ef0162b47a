package io.quipu.transforms.shards;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.Shard;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class ShardExpiryTest {
  private static final int JANUARY = LocalHour.month(YearMonth.of(2026, 1));
  private static final long DAY = Duration.standardDays(1).getMillis();

  @Property
  void comesTheRetentionAfterTheMonthAndTheLastTouch(
      @ForAll @LongRange(min = 0, max = 4_102_444_800_000L) long now,
      @ForAll @IntRange(max = 255) int number,
      @ForAll @IntRange(min = 12 * 1970, max = 12 * 2100) int month,
      @ForAll @IntRange(max = 400) int days) {
    ShardExpiry expiry = new ShardExpiry(Duration.standardDays(days), 256);
    long monthEnd =
        LocalHour.yearMonth(month)
            .plusMonths(1)
            .atDay(1)
            .atStartOfDay(ZoneOffset.ofHours(-12))
            .toInstant()
            .toEpochMilli();

    Instant at = expiry.expiry(new Shard(month, number), Instant.ofEpochMilli(now));

    long kept = at.getMillis() - Math.max(monthEnd, now);
    assertThat(kept, greaterThan(days * DAY));
    assertThat("not for long", kept, lessThan((days + 3) * DAY));
  }

  @Test
  void theShardsOfAMonthGoOneAfterAnother() {
    ShardExpiry expiry = new ShardExpiry(Duration.standardDays(1), 256);
    Set<Instant> times = new HashSet<>();
    for (int number = 0; number < 256; number++) {
      times.add(expiry.expiry(new Shard(JANUARY, number), Instant.EPOCH));
    }

    assertThat(times.size(), is(256));
  }

  @Test
  void noHourOfTheDayHasMorePagesToStoreThanItsShare() {
    ShardExpiry expiry = new ShardExpiry(Duration.standardDays(31), 256);
    int customers = 240_000;
    Map<Long, Integer> pagesByHour = new HashMap<>();
    for (int i = 0; i < customers; i++) {
      Fingerprint page = Fingerprint.ofCustomer("shop", "opened", "customer-" + i);
      Instant at = expiry.expiry(Shard.of(JANUARY, page, 256), Instant.EPOCH);
      pagesByHour.merge(at.getMillis() / 3_600_000, 1, Integer::sum);
    }

    assertThat(pagesByHour.size(), is(24));
    // 256 shards are 10 or 11 an hour.
    assertThat(Collections.max(pagesByHour.values()), lessThan(customers / 24 * 11 / 10));
  }

  @Test
  void aBusyShardsTimerMovesOnceADay() {
    ShardExpiry expiry = new ShardExpiry(Duration.standardDays(1), 256);
    Shard shard = new Shard(JANUARY, 3);

    assertThat(
        expiry.expiry(shard, Instant.parse("2026-06-01T00:00:00Z")),
        is(expiry.expiry(shard, Instant.parse("2026-06-01T23:59:59.999Z"))));
  }

  @Test
  void canKeepStateForever() {
    ShardExpiry expiry = new ShardExpiry(Duration.millis(Long.MAX_VALUE), 256);
    Shard shard = new Shard(JANUARY, 255);

    assertThat(
        expiry.expiry(shard, BoundedWindow.TIMESTAMP_MAX_VALUE),
        is(GlobalWindow.INSTANCE.maxTimestamp()));
    assertThat(
        expiry.expiry(shard, BoundedWindow.TIMESTAMP_MIN_VALUE),
        is(GlobalWindow.INSTANCE.maxTimestamp()));
  }

  @Test
  void refusesInvalidArguments() {
    assertThrows(IllegalArgumentException.class, () -> new ShardExpiry(Duration.millis(-1), 1));
    assertThrows(IllegalArgumentException.class, () -> new ShardExpiry(Duration.ZERO, 0));
  }
}
