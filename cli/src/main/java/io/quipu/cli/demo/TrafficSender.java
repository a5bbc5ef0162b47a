package io.quipu.cli.demo;

import io.quipu.cli.CommandException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends traffic to a topic, on a separate thread, until it is stopped. The rate grows for {@link
 * #RAMP_SECONDS}. A job that has just started counts slowly, and would otherwise have a backlog for
 * a long time.
 */
final class TrafficSender implements Runnable {
  /** The pause between bursts. A burst has the events of a hundredth of a second. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** How long the rate grows. */
  static final double RAMP_SECONDS = 30;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Traffic traffic;
  private final long eventsPerSecond;
  private final Clock clock = Clock.systemUTC();
  private final Thread thread = new Thread(this, "traffic");
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private volatile long sent;

  TrafficSender(
      Producer<byte[], byte[]> producer, String topic, Traffic traffic, long eventsPerSecond) {
    this.producer = producer;
    this.topic = topic;
    this.traffic = traffic;
    this.eventsPerSecond = eventsPerSecond;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The number of events that were given to Kafka. */
  long sent() {
    return sent;
  }

  /**
   * Stops the traffic, and waits until Kafka has all events.
   *
   * @throws CommandException if Kafka refused an event
   */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
    producer.flush();
    requireSent();
  }

  /**
   * @throws CommandException if Kafka refused an event
   */
  void requireSent() {
    Optional.ofNullable(failure.get())
        .ifPresent(
            e -> {
              throw new CommandException(
                  "Kafka did not take an event: " + e.getMessage() + "; start the demo again.", e);
            });
  }

  /** The time at the full rate in which as many events are sent as in the first seconds. */
  static double fullSeconds(double seconds) {
    return seconds < RAMP_SECONDS
        ? seconds * seconds / (2 * RAMP_SECONDS)
        : seconds - RAMP_SECONDS / 2;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback is told of a failure
  private void send(byte[] event) {
    producer.send(new ProducerRecord<>(topic, event), (at, e) -> failure.compareAndSet(null, e));
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    long events = 0;
    try {
      while (!stopped) {
        long due = (long) (eventsPerSecond * fullSeconds((System.nanoTime() - start) / 1e9));
        long now = clock.millis();
        for (; events < due && !stopped; events++) {
          send(traffic.next(now));
          sent = events + 1;
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }
}
