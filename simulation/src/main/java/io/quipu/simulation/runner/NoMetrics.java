package io.quipu.simulation.runner;

import org.apache.beam.sdk.metrics.BoundedTrie;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.metrics.NoOpCounter;
import org.apache.beam.sdk.metrics.StringSet;

/** Takes the metrics of simulated stages, which nobody reads. */
public final class NoMetrics implements MetricsContainer {
  private static final long serialVersionUID = 1L;
  private static final NoMetrics INSTANCE = new NoMetrics();

  private NoMetrics() {}

  /** Lets this thread report its metrics to nobody from now on. */
  public static void enter() {
    MetricsEnvironment.setCurrentContainer(INSTANCE);
  }

  @Override
  public Counter getCounter(MetricName name) {
    return NoOpCounter.getInstance();
  }

  @Override
  public Distribution getDistribution(MetricName name) {
    throw unknown(name);
  }

  @Override
  public Gauge getGauge(MetricName name) {
    return NoOpGauge.INSTANCE;
  }

  /** A gauge that nobody reads. */
  private static final class NoOpGauge implements Gauge {
    private static final long serialVersionUID = 1L;
    private static final NoOpGauge INSTANCE = new NoOpGauge();

    @Override
    public void set(long value) {}

    @Override
    public MetricName getName() {
      return MetricName.named("quipu", "gauge");
    }
  }

  @Override
  public StringSet getStringSet(MetricName name) {
    throw unknown(name);
  }

  @Override
  public BoundedTrie getBoundedTrie(MetricName name) {
    throw unknown(name);
  }

  private static UnsupportedOperationException unknown(MetricName name) {
    return new UnsupportedOperationException(
        "The simulated stages have only counters and gauges, but one reports '"
            + name
            + "'; teach NoMetrics to take it.");
  }
}
