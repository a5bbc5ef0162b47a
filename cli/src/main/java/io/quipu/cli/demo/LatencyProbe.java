package io.quipu.cli.demo;

import com.google.common.util.concurrent.Uninterruptibles;
import io.quipu.model.CountRow;
import io.quipu.model.Counter;
import io.quipu.model.Resolution;
import io.quipu.query.CountsReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Measures how long it takes from the broker's append of an event until its count is read from
 * Cassandra: sends an event of a company of its own, reads until it is counted, and again.
 */
final class LatencyProbe implements AutoCloseable {
  static final String COMPANY = "latency-probe";

  /** About a minute's, so that what the start took is forgotten then. */
  private static final int REMEMBERED = 60;

  private static final long POLL_MILLIS = 10;
  private static final long PAUSE_MILLIS = 250;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final CountsReader reader;
  private final Clock clock = Clock.systemUTC();
  private final Thread thread = new Thread(this::measure, "latency-probe");
  private final Deque<Long> latencies = new ArrayDeque<>();
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean stopped;
  private long measuredFrom = Long.MAX_VALUE;

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

  /** Sends no more, and waits for what is on its way to Kafka; it can still be asked. */
  void stop() {
    stopped = true;
    Uninterruptibles.joinUninterruptibly(thread);
  }

  @Override
  public void close() {
    stop();
  }

  /** Measures events from now on only: until now the job was starting. */
  synchronized void measureFromNow() {
    measuredFrom = clock.millis();
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
            Counter.whole(COMPANY, Population.STATISTICS.get(0)),
            Resolution.MONTH,
            now.minus(100, ChronoUnit.DAYS),
            now)
        .stream()
        .mapToLong(CountRow::count)
        .sum();
  }

  /** The latencies' median and 99th percentile, of the latest ones; in words. */
  synchronized String figures() {
    if (latencies.isEmpty()) {
      return "none measured yet";
    }
    List<Long> sorted = latencies.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "p50 %,d ms, p99 %,d ms",
        sorted.get(sorted.size() / 2),
        sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100)));
  }

  private void measure() {
    try {
      while (!stopped) {
        long appended = send();
        while (!stopped && counted() < sent.get()) {
          TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        if (!stopped) {
          remember(appended);
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not take the probe's event.", e);
    }
  }

  private long send() throws InterruptedException, ExecutionException {
    String event =
        "{\"id\":\"probe-%d\",\"type\":\"open\",\"company_id\":\"%s\",\"timestamp\":%d}"
            .formatted(sent.get(), COMPANY, clock.millis());
    long appended =
        producer
            .send(new ProducerRecord<>(topic, event.getBytes(StandardCharsets.UTF_8)))
            .get()
            .timestamp();
    sent.incrementAndGet();
    return appended;
  }

  private synchronized void remember(long appended) {
    if (appended >= measuredFrom) {
      latencies.add(clock.millis() - appended);
    }
    if (latencies.size() > REMEMBERED) {
      latencies.remove();
    }
  }
}
