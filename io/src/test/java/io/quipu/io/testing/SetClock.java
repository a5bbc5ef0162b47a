package io.quipu.io.testing;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves only when the test moves it. */
public final class SetClock implements Ticker {
  private final AtomicLong nanos = new AtomicLong(1);

  @Override
  public long read() {
    return nanos.get();
  }

  /** Moves the clock forward. */
  public void goOn(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
