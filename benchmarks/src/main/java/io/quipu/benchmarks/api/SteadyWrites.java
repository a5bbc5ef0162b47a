package io.quipu.benchmarks.api;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.benchmarks.job.Paced;
import java.util.concurrent.TimeUnit;

/** What a job writes meanwhile: the running hour of many values, again and again. */
final class SteadyWrites extends Paced {
  private static final int VALUES = 1_000;
  private static final long PAUSE_MILLIS = 20;

  private final CqlSession session;
  private final StoredHours hours;
  private final double perSecond;
  private final long began = System.nanoTime();
  private long written;

  SteadyWrites(CqlSession session, StoredHours hours, double perSecond) {
    super("writes");
    this.session = session;
    this.hours = hours;
    this.perSecond = perSecond;
  }

  @Override
  protected long work() {
    double due = perSecond * (System.nanoTime() - began) / TimeUnit.SECONDS.toNanos(1);
    for (; written < due; written++) {
      var unused =
          session
              .executeAsync(
                  hours.hour("written " + written % VALUES, StoredHours.HOURS - 1, written))
              .whenComplete((rows, error) -> failed(error));
    }
    return TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
  }
}
