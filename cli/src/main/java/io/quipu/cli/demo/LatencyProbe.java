package io.quipu.cli.demo;

import com.google.common.util.concurrent.Uninterruptibles;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.queries.CountsReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Measures the time from the broker's append of an event until its count can be read from
 * Cassandra. It sends four events a second for a separate company, without waiting for earlier
 * ones. It reads until each is counted.
 */
final class LatencyProbe implements AutoCloseable {
  static final String COMPANY = "latency-probe";

  private static final long POLL_MILLIS = 10;
  private static final long SEND_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final CountsReader reader;
  private final Clock clock = Clock.systemUTC();
  private final Thread thread = new Thread(this::measure, "latency-probe");
  private final Deque<Sent> waiting = new ArrayDeque<>();
  private final Latencies latencies = new Latencies();
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean stopped;

  /**
   * An event that is not counted yet.
   *
   * @param number the number of events so far, including this one
   */
  private record Sent(long number, Future<RecordMetadata> appended) {}

  private LatencyProbe(Producer<byte[], byte[]> producer, String topic, CountsReader reader) {
    this.producer = producer;
    this.topic = topic;
    this.reader = reader;
    thread.setDaemon(true);
  }

  /** Starts a probe that sends events. The producer must be closed after it. */
  static LatencyProbe start(Producer<byte[], byte[]> producer, String topic, CountsReader reader) {
    LatencyProbe probe = new LatencyProbe(producer, topic, reader);
    probe.thread.start();
    return probe;
  }

  /** Stops sending; the figures can still be read. */
  void stop() {
    stopped = true;
    Uninterruptibles.joinUninterruptibly(thread);
    producer.flush();
  }

  @Override
  public void close() {
    stop();
  }

  /** Marks the start of the traffic. Deletes the latencies measured before it. */
  synchronized void trafficBegins() {
    latencies.begin(clock.millis());
  }

  /** The number of events that it sent. */
  long sent() {
    return sent.get();
  }

  /** The stored count of its events. */
  long counted() {
    Instant now = clock.instant();
    return reader
        .series(
            CounterKey.whole(COMPANY, Population.STATISTICS.get(0)),
            Resolution.MONTH,
            now.minus(100, ChronoUnit.DAYS),
            now)
        .stream()
        .mapToLong(CountRow::count)
        .sum();
  }

  /**
   * The latencies as text: the latest while the job warms up, then the median and 99th percentile.
   */
  synchronized String figures() {
    String now =
        latencies
            .latest()
            .map(latest -> String.format(Locale.ROOT, "now at %,d ms", latest))
            .orElse("none measured yet");
    if (latencies.isWarmingUp()) {
      return "warming up, " + now;
    }
    return latencies.isEmpty()
        ? now
        : String.format(
            Locale.ROOT,
            "p50 %,d ms, p99 %,d ms",
            latencies.percentile(50),
            latencies.percentile(99));
  }

  private void measure() {
    try {
      long due = System.nanoTime();
      while (!stopped) {
        if (System.nanoTime() >= due) {
          send();
          due += SEND_EVERY_NANOS;
        }
        long counted = counted();
        while (!waiting.isEmpty() && waiting.getFirst().number() <= counted) {
          remember(waiting.removeFirst().appended().get().timestamp());
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not take the probe's event.", e);
    }
  }

  private void send() {
    String event =
        "{\"id\":\"probe-%d\",\"type\":\"open\",\"company_id\":\"%s\",\"timestamp\":%d}"
            .formatted(sent.get(), COMPANY, clock.millis());
    Future<RecordMetadata> appended =
        producer.send(new ProducerRecord<>(topic, event.getBytes(StandardCharsets.UTF_8)));
    waiting.addLast(new Sent(sent.incrementAndGet(), appended));
  }

  private synchronized void remember(long appended) {
    latencies.add(appended, clock.millis());
  }
}
