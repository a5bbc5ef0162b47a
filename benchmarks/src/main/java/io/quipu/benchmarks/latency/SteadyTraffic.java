package io.quipu.benchmarks.latency;

import io.quipu.benchmarks.job.Paced;
import io.quipu.cli.demo.Traffic;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends the demo's traffic at a fixed rate. The schedule follows the clock: when the sender is
 * late, it catches up.
 */
public final class SteadyTraffic extends Paced {
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Traffic traffic;
  private final Clock clock = Clock.systemUTC();
  private double eventsPerSecond;
  private long startNanos;
  private long due;
  private volatile long sent;
  private volatile long worstLagNanos;

  public SteadyTraffic(Producer<byte[], byte[]> producer, String topic, long seed) {
    super("sender of traffic");
    this.producer = producer;
    this.topic = topic;
    this.traffic = new Traffic(seed, (action, millis, cents) -> {});
  }

  /** Sets the rate from now on, in events per second. */
  public synchronized void rate(double wanted) {
    eventsPerSecond = wanted;
    startNanos = System.nanoTime();
    due = 0;
    worstLagNanos = 0;
  }

  /** The number of events given to the Kafka producer so far. */
  public long sent() {
    return sent;
  }

  /** The largest delay of the sender since the last {@link #rate}, in milliseconds. */
  double worstLagMillis() {
    return worstLagNanos / 1e6;
  }

  /**
   * The producer's recent compression rate: bytes sent per byte of uncompressed batches; 1 if
   * unknown.
   */
  double compression() {
    return producer.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("compression-rate-avg"))
        .filter(metric -> metric.getKey().group().equals("producer-metrics"))
        .mapToDouble(metric -> (Double) metric.getValue().metricValue())
        .findFirst()
        .orElse(1);
  }

  @Override
  protected synchronized long work() {
    long now = clock.millis();
    long until = (long) ((System.nanoTime() - startNanos) / 1e9 * eventsPerSecond);
    while (due < until) {
      due++;
      var unused =
          producer.send(
              new ProducerRecord<>(topic, traffic.next(now)), (at, error) -> failed(error));
      sent = sent + 1;
    }
    if (eventsPerSecond > 0) {
      long lag = System.nanoTime() - startNanos - (long) (1e9 * due / eventsPerSecond);
      worstLagNanos = Math.max(worstLagNanos, lag);
    }
    return REST_NANOS;
  }
}
