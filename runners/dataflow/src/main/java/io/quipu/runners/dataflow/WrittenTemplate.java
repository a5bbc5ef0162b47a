package io.quipu.runners.dataflow;

import io.quipu.runners.spi.JobFigures;
import io.quipu.runners.spi.RunningJob;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A job that was written as a template. It has not begun. */
final class WrittenTemplate implements RunningJob {
  private final String location;
  private final boolean bounded;

  WrittenTemplate(String location, boolean bounded) {
    this.location = location;
    this.bounded = bounded;
  }

  @Override
  public Optional<String> template() {
    return Optional.of(
        "The template is written to "
            + location
            + ". Run it once: gcloud dataflow jobs run NAME --region=REGION --gcs-location="
            + location);
  }

  @Override
  public boolean isBounded() {
    return bounded;
  }

  @Override
  public boolean outlivesProcess() {
    return true;
  }

  @Override
  public Optional<URI> webAddress() {
    return Optional.empty();
  }

  @Override
  public Duration age() {
    return Duration.ZERO;
  }

  @Override
  public JobFigures figures() {
    return JobFigures.of(Map.of());
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public boolean awaitEnd(Duration atMost) {
    return true;
  }

  @Override
  public void drain() {
    // There is nothing to drain.
  }

  @Override
  public void close() {
    // There is nothing to stop.
  }
}
