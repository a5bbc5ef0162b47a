package io.quipu.transforms.shards;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.state.Shard;
import java.time.YearMonth;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.ValueState;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpiryTimersTest {
  private static final ShardExpiry EXPIRY = new ShardExpiry(Duration.standardDays(10), 1);
  private static final Shard JANUARY = new Shard(LocalHour.month(YearMonth.of(2026, 1)), 0);
  private static final Instant MARCH = Instant.parse("2026-03-10T07:00:00Z");
  private static final Instant AFTER_MARCH = Instant.parse("2026-03-21T00:00:00Z");

  private final CountedState expires = new CountedState();
  private final OneTimer timer = new OneTimer();

  @Test
  void goesByTheWatermarkWhereTheRunnerTellsIt() {
    timer.relative = MARCH;

    timers(false).touch(JANUARY, Instant.parse("2026-01-20T00:00:00Z"), expires, timer);

    assertThat(timer.set, is(AFTER_MARCH));
  }

  @Test
  void neverMovesATimerBack() {
    ExpiryTimers timers = timers(false);

    touch(timers, MARCH);
    touch(timers, Instant.parse("2026-01-20T00:00:00Z"));
    assertThat(timer.set, is(AFTER_MARCH));

    touch(timers, MARCH.plus(Duration.standardDays(1)));
    assertThat(timer.set, is(AFTER_MARCH.plus(Duration.standardDays(1))));
    assertThat(expires.value, is(timer.set));
  }

  @Test
  void readsStateOnceABatchAndWritesItOnceADay() {
    ExpiryTimers timers = timers(false);

    for (int hour = 0; hour < 48; hour++) {
      touch(timers, Instant.parse("2026-03-10T00:00:00Z").plus(Duration.standardHours(hour)));
    }

    assertThat(expires.reads, is(48));
    assertThat(expires.writes, is(2));
    assertThat(timer.sets, is(2));
  }

  @Test
  void withKeyAffinityItReadsStateOnceAShard() {
    touch(timers(false), MARCH);
    expires.reads = 0;
    ExpiryTimers timers = timers(true);

    for (int hour = 0; hour < 48; hour++) {
      touch(timers, Instant.parse("2026-01-10T00:00:00Z").plus(Duration.standardHours(hour)));
    }

    assertThat(expires.reads, is(1));
    assertThat("what state says is what counts", timer.set, is(AFTER_MARCH));
  }

  @Test
  void aTimerThatFiresAfterItWasMovedExpiresNothing() {
    ExpiryTimers timers = timers(true);
    touch(timers, MARCH);

    assertThat(
        timers.isExpired(JANUARY, AFTER_MARCH.minus(Duration.millis(1)), expires), is(false));
    assertThat(expires.value, is(AFTER_MARCH));
    assertThat(timers.isExpired(JANUARY, AFTER_MARCH, expires), is(true));
    assertThat(expires.value, is(nullValue()));
  }

  @Test
  void aShardThatExpiredBeginsAnew() {
    ExpiryTimers timers = timers(true);
    touch(timers, MARCH);
    timers.isExpired(JANUARY, AFTER_MARCH, expires);

    touch(timers, Instant.parse("2026-03-01T00:00:00Z"));

    assertThat(timer.set, is(Instant.parse("2026-03-12T00:00:00Z")));
  }

  /** Timers that were set before their times were kept in state expire as they did. */
  @Test
  void aTimerWithoutATimeInStateExpires() {
    assertThat(timers(false).isExpired(JANUARY, MARCH, expires), is(true));
  }

  private static ExpiryTimers timers(boolean keyAffinity) {
    return new ExpiryTimers(EXPIRY, keyAffinity);
  }

  /** A batch on a runner whose timers tell the batch's own timestamp. */
  private void touch(ExpiryTimers timers, Instant time) {
    timer.relative = time;
    timers.touch(JANUARY, time, expires, timer);
  }

  private static final class CountedState implements ValueState<Instant> {
    private @Nullable Instant value;
    private int reads;
    private int writes;

    @Override
    public void write(Instant input) {
      value = input;
      writes++;
    }

    @Override
    public @Nullable Instant read() {
      reads++;
      return value;
    }

    @Override
    public ValueState<Instant> readLater() {
      return this;
    }

    @Override
    public void clear() {
      value = null;
    }
  }

  private static final class OneTimer implements Timer {
    private Instant relative = Instant.EPOCH;
    private @Nullable Instant set;
    private boolean holdsWatermark = true;
    private int sets;

    @Override
    public void set(Instant absoluteTime) {
      assertThat("it holds no watermark", holdsWatermark, is(false));
      set = absoluteTime;
      sets++;
    }

    @Override
    public Timer withNoOutputTimestamp() {
      holdsWatermark = false;
      return this;
    }

    @Override
    public Instant getCurrentRelativeTime() {
      return relative;
    }

    @Override
    public void setRelative() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Timer offset(Duration offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Timer align(Duration period) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Timer withOutputTimestamp(Instant outputTime) {
      throw new UnsupportedOperationException();
    }
  }
}
