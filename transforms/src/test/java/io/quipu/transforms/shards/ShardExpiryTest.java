package io.quipu.transforms.shards;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.LocalHour;
import io.quipu.model.Shard;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashSet;
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
  void refusesWhatMakesNoSense() {
    assertThrows(IllegalArgumentException.class, () -> new ShardExpiry(Duration.millis(-1), 1));
    assertThrows(IllegalArgumentException.class, () -> new ShardExpiry(Duration.ZERO, 0));
  }
}
