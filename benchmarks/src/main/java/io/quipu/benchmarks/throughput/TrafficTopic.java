package io.quipu.benchmarks.throughput;

import com.dynatrace.hash4j.hashing.Hashing;
import io.quipu.cli.demo.Action;
import io.quipu.cli.demo.Population;
import io.quipu.cli.demo.Traffic;
import io.quipu.model.calendar.Resolution;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fills a topic with the demo's traffic, and computes the expected rows with a simple recount. */
final class TrafficTopic {
  /** The rate that the events' times are spaced for, which is the project's goal. */
  private static final long EVENTS_PER_SECOND = 75_000;

  private TrafficTopic() {}

  /**
   * Creates and fills a topic.
   *
   * @return how many of the events must be counted; {@link Tally} then holds their rows
   */
  static long fill(String bootstrapServers, String topic, int partitions, long events, long seed)
      throws InterruptedException {
    create(bootstrapServers, topic, partitions);
    Recount recount = new Recount();
    Traffic traffic = new Traffic(seed, recount);
    long start = Instant.now().toEpochMilli() - 1000 * events / EVENTS_PER_SECOND;
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "compression.type",
                "lz4",
                "linger.ms",
                "20",
                "batch.size",
                "262144"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (long i = 0; i < events; i++) {
        long now = start + 1000 * i / EVENTS_PER_SECOND;
        var unused =
            producer.send(
                new ProducerRecord<>(topic, (int) (i % partitions), null, traffic.next(now)),
                (at, error) -> failure.compareAndSet(null, error));
      }
      producer.flush();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("Kafka did not acknowledge all events.", failure.get());
    }
    recount.tell();
    return recount.events;
  }

  private static void create(String bootstrapServers, String topic, int partitions)
      throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(wanted)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not create the topic.", e);
    }
  }

  /** Adds up the expected rows; shares no code with any contender. */
  private static final class Recount implements Traffic.Ledger {
    private long events;
    private final Long2ObjectOpenHashMap<Row> rows = new Long2ObjectOpenHashMap<>();

    /** A row, with the customers it has seen. */
    private static final class Row {
      private final Action first;
      private final String dimension;
      private final String value;
      private final Resolution resolution;
      private final long start;
      private long count;
      private long cents;
      private final IntOpenHashSet customers = new IntOpenHashSet();

      Row(Action first, String dimension, String value, Resolution resolution, long start) {
        this.first = first;
        this.dimension = dimension;
        this.value = value;
        this.resolution = resolution;
        this.start = start;
      }
    }

    @Override
    public void add(Action action, long millis, long cents) {
      events++;
      ZonedDateTime local =
          Instant.ofEpochMilli(millis).atZone(Population.COMPANIES.get(action.company()).zone());
      ZonedDateTime day = local.truncatedTo(ChronoUnit.DAYS);
      long[] starts = {
        local.truncatedTo(ChronoUnit.HOURS).toInstant().toEpochMilli(),
        day.toInstant().toEpochMilli(),
        day.withDayOfMonth(1).toInstant().toEpochMilli()
      };
      add(action, "", "", starts, cents);
      action.dimensions().forEach((name, value) -> add(action, name, value, starts, cents));
    }

    private void add(Action action, String dimension, String value, long[] starts, long cents) {
      for (Resolution resolution : Resolution.values()) {
        long start = starts[resolution.code()];
        long key =
            Hashing.komihash5_0()
                .hashStream()
                .putInt(action.company())
                .putInt(action.type())
                .putString(dimension)
                .putString(value)
                .putInt(resolution.code())
                .putLong(start)
                .getAsLong();
        Row row = rows.get(key);
        if (row == null) {
          row = new Row(action, dimension, value, resolution, start);
          rows.put(key, row);
        }
        row.count++;
        row.cents += cents;
        row.customers.add(action.customer());
      }
    }

    private void tell() {
      Tally.clear();
      for (Row row : rows.values()) {
        Tally.set(
            Population.COMPANIES.get(row.first.company()).name(),
            Population.STATISTICS.get(row.first.type()),
            row.dimension,
            row.value,
            row.resolution,
            row.start,
            row.count,
            row.customers.size(),
            row.cents);
      }
    }
  }
}
