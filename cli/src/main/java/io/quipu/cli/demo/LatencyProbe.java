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
 * Measures how long it takes from the broker's append of an event until its count is read from
 * Cassandra: sends events of a company of its own, four a second however long the earlier ones
 * take, and reads until each is counted.
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
   * @param number how many events there are with it
   */
  private record Sent(long number, Future<RecordMetadata> appended) {}

  private LatencyProbe(Producer<byte[], byte[]> producer, String topic, CountsReader reader) {
    this.producer = producer;
    this.topic = topic;
    this.reader = reader;
    thread.setDaemon(true);
  }

  /** One that sends from now on, through a producer that must be closed after it. */
  static LatencyProbe start(Producer<byte[], byte[]> producer, String topic, CountsReader reader) {
    LatencyProbe probe = new LatencyProbe(producer, topic, reader);
    probe.thread.start();
    return probe;
  }

  /** Sends no more; it can still be asked. */
  void stop() {
    stopped = true;
    Uninterruptibles.joinUninterruptibly(thread);
    producer.flush();
  }

  @Override
  public void close() {
    stop();
  }

  /** The traffic begins now: what was measured until now was the start of everything. */
  synchronized void trafficBegins() {
    latencies.begin(clock.millis());
  }

  /** How many events it sent. */
  long sent() {
    return sent.get();
  }

  /** How often its events are counted by what is stored. */
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

  /** The latencies in words: that they still fall, or their median and 99th percentile. */
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
