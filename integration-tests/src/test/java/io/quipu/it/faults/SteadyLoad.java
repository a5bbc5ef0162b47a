package io.quipu.it.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events at a steady rate, and sometimes a probe, always to the same partition. While Kafka
 * is down, events are buffered and sent later.
 *
 * <p>An event that is sent again goes to the same partition. Through two partitions, it would let
 * numbers fall for a moment after a crash, which is not a fault (docs/exactness.md).
 */
public final class SteadyLoad implements AutoCloseable {
  private static final int TICK_MILLIS = 50;
  private static final int TICKS_PER_PROBE = 5;

  /** The partition of all probes. */
  public static final int PROBE_PARTITION = 0;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final FaultTraffic traffic;
  private final int perTick;
  private final int partitions;
  private final Map<String, Object> settings;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong probes = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Future<?> ticking;
  private int ticks;
  private boolean paused;

  /**
   * @param partitions the partitions that get the load
   */
  public SteadyLoad(
      String bootstrapServers, String topic, int partitions, FaultTraffic traffic, int perSecond) {
    this.partitions = partitions;
    // The producer must wait through an outage and not give up.
    String patience = Long.toString(Duration.ofHours(1).toMillis());
    settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "3600000",
            ProducerConfig.MAX_BLOCK_MS_CONFIG, patience);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
    this.traffic = traffic;
    perTick = Math.max(1, perSecond * TICK_MILLIS / 1000);
    ticking = timer.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Stops sending; all sent events are in Kafka when this returns. */
  public void pause() throws Exception {
    synchronized (this) {
      paused = true;
    }
    producer.flush();
    if (ticking.isDone()) {
      ticking.get();
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  public synchronized void resume() {
    paused = false;
  }

  /** The number of records that Kafka has acknowledged. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** The number of probes sent. */
  public long probes() {
    return probes.get();
  }

  private synchronized void tick() {
    if (paused) {
      return;
    }
    Instant now = Instant.now();
    for (int i = 0; i < perTick; i++) {
      byte[] event = traffic.next(now);
      send(new ProducerRecord<>(topic, partition(event), null, event));
    }
    if (ticks++ % TICKS_PER_PROBE == 0) {
      send(new ProducerRecord<>(topic, PROBE_PARTITION, null, traffic.probe(now)));
      probes.incrementAndGet();
    }
  }

  private int partition(byte[] event) {
    return Math.floorMod(Arrays.hashCode(event), partitions);
  }

  /** Sends some events to a partition in a transaction, which is committed or aborted. */
  void sendInTransaction(int partition, int events, boolean commit) {
    Map<String, Object> properties = new HashMap<>(settings);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic + "-transactions");
    try (KafkaProducer<byte[], byte[]> transactions =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      transactions.initTransactions();
      transactions.beginTransaction();
      for (int i = 0; i < events; i++) {
        byte[] event;
        synchronized (this) {
          event = traffic.next(Instant.now());
        }
        Future<?> unused = transactions.send(new ProducerRecord<>(topic, partition, null, event));
      }
      if (commit) {
        transactions.commitTransaction();
        acknowledged.addAndGet(events);
      } else {
        transactions.flush();
        transactions.abortTransaction();
      }
    }
  }

  private void send(ProducerRecord<byte[], byte[]> message) {
    Future<?> unused =
        producer.send(
            message,
            (written, error) -> {
              if (error == null) {
                acknowledged.incrementAndGet();
              } else {
                failure.compareAndSet(null, error);
              }
            });
  }

  @Override
  public void close() {
    timer.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
