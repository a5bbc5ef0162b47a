package io.quipu.benchmarks.api;

import io.quipu.benchmarks.job.Paced;
import io.quipu.store.session.CassandraSession;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Writes at a steady rate, as a job does: repeatedly, the current hour of many values. */
final class SteadyWrites extends Paced {
  private static final int VALUES = 1_000;
  private static final int MAX_IN_FLIGHT = 256;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final CassandraSession session;
  private final StoredHours hours;
  private final double perSecond;
  private final Semaphore mayFly = new Semaphore(MAX_IN_FLIGHT);
  private long began;
  private long written;

  SteadyWrites(CassandraSession session, StoredHours hours, double perSecond) {
    super("writes");
    this.session = session;
    this.hours = hours;
    this.perSecond = perSecond;
  }

  @Override
  protected long work() {
    began = written == 0 ? System.nanoTime() - PAUSE_NANOS : began;
    double due = perSecond * (System.nanoTime() - began) / TimeUnit.SECONDS.toNanos(1);
    for (; written < due && mayFly.tryAcquire(); written++) {
      var unused =
          session
              .cql()
              .executeAsync(
                  hours.hour("written " + written % VALUES, StoredHours.HOURS - 1, written))
              .whenComplete(
                  (rows, error) -> {
                    mayFly.release();
                    failed(error);
                  });
    }
    return PAUSE_NANOS;
  }
}
