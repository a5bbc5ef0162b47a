package io.quipu.transforms.combine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.quipu.model.state.Shard;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaggeredWindowsTest {

  @Property
  void everyInstantIsInAWindowOfItsShard(
      @ForAll @LongRange(min = -9_000_000_000_000_000L, max = 9_000_000_000_000_000L) long time,
      @ForAll @IntRange(max = 100_000) int shard,
      @ForAll @LongRange(min = 1, max = 600_000) long size) {
    StaggeredWindows windows = new StaggeredWindows(Duration.millis(size));

    long end = windows.end(Instant.ofEpochMilli(time), shard).getMillis();

    assertThat(end, greaterThan(time));
    assertThat(end - time, lessThanOrEqualTo(size));
    assertThat(
        "same window", windows.end(Instant.ofEpochMilli(end - 1), shard).getMillis(), is(end));
    assertThat(windows.end(Instant.ofEpochMilli(end), shard).getMillis(), is(end + size));
  }

  @ParameterizedTest
  @ValueSource(longs = {500, 1000, 10_000, 60_000})
  void theEndsOfManyShardsAreSpreadOverTheWindow(long size) {
    StaggeredWindows windows = new StaggeredWindows(Duration.millis(size));
    TreeSet<Long> ends = new TreeSet<>();
    for (int shard = 0; shard < Shard.DEFAULT_COUNT; shard++) {
      ends.add(windows.end(Instant.EPOCH, shard).getMillis());
    }

    long last = ends.last() - size;
    long widest = 0;
    for (long end : ends) {
      widest = Math.max(widest, end - last);
      last = end;
    }
    // With an even spread it would be one.
    assertThat(widest * Shard.DEFAULT_COUNT, lessThanOrEqualTo(5 * size));
  }

  @Test
  void noWindowOutlastsTime() {
    StaggeredWindows windows = new StaggeredWindows(Duration.standardDays(2));

    assertThat(
        windows.end(GlobalWindow.INSTANCE.maxTimestamp(), 7),
        is(GlobalWindow.INSTANCE.maxTimestamp()));
    assertThat(
        windows.end(BoundedWindow.TIMESTAMP_MIN_VALUE, 7),
        greaterThan(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }
}
