package io.quipu.benchmarks.latency;

import io.quipu.benchmarks.job.Paced;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends probe events at a fixed rate and random phases, even if earlier ones are not read yet. The
 * probes of one counter go to one partition and have one customer, so they stay in order.
 */
public final class ProbeSender extends Paced {
  static final String COMPANY = "latency-probe";
  static final String STATISTIC = "email_open";
  static final String DIMENSION = "campaign";

  private static final String VALUE = "probe-";

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final Probes probes;
  private final long eventMillis;
  private final double everyNanos;
  private final long startNanos = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(1);
  private long sent;

  /**
   * @param eventMillis the event time of all probes; one time, so that all are in one month
   */
  public ProbeSender(
      Producer<byte[], byte[]> producer,
      String topic,
      int partitions,
      Probes probes,
      long eventMillis,
      double perSecond) {
    super("sender of probes");
    this.producer = producer;
    this.topic = topic;
    this.partitions = partitions;
    this.probes = probes;
    this.eventMillis = eventMillis;
    this.everyNanos = 1e9 / perSecond;
  }

  /** The number of the counter of a dimension value; -1 if it is no probe's value. */
  static int counter(String value) {
    return value.startsWith(VALUE) ? Integer.parseInt(value.substring(VALUE.length())) : -1;
  }

  @Override
  protected long work() {
    if (sent > 0) {
      send((int) (sent % probes.counters()));
    }
    sent++;
    long next = startNanos + (long) (everyNanos * (sent + random.nextDouble()));
    return Math.max(0, next - System.nanoTime());
  }

  private void send(int counter) {
    String event =
        ("{\"id\":\"probe-%d\",\"type\":\"open\",\"company_id\":\"%s\",\"customer_id\":\"probe-%d\","
                + "\"campaign\":\"%s%d\",\"timestamp\":%d}")
            .formatted(sent, COMPANY, counter, VALUE, counter, eventMillis);
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic, counter % partitions, null, event.getBytes(StandardCharsets.UTF_8)),
            (at, error) -> {
              failed(error);
              if (error == null) {
                probes.appended(counter, at.timestamp());
              }
            });
  }
}
