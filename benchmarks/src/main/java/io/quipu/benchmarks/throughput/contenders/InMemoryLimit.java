package io.quipu.benchmarks.throughput.contenders;

import io.quipu.benchmarks.throughput.Contender;
import io.quipu.benchmarks.throughput.DemoCatalog;
import io.quipu.benchmarks.throughput.Yardstick;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.event.Event;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.transforms.parse.EventParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * An upper limit of what this machine can count: hash maps in memory, without a state store,
 * checkpoints or a framework. When it stops, all counts are lost, and its memory grows without
 * limit.
 *
 * <p>Its steps: each thread consumes its share of the partitions and uses Quipu's parser. All
 * threads share the tables of the customers seen; an event locks one of many tables. Each thread
 * adds up its own numbers and gives them as results once per window.
 *
 * <p>Its settings: large fetches. It takes about 60 bytes of heap per event.
 */
public final class InMemoryLimit implements Contender {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int FETCH_BYTES = 4 << 20;
  private static final int POLL_RECORDS = 10_000;

  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private volatile boolean stopped;

  @Override
  public AutoCloseable start(Yardstick yardstick) throws Exception {
    Catalog catalog = DemoCatalog.load();
    SharedUniqueness uniqueness = new SharedUniqueness();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < yardstick.parallelism(); i++) {
      List<TopicPartition> share = share(yardstick, i);
      Thread thread = new Thread(() -> run(yardstick, share, catalog, uniqueness), "count-" + i);
      thread.start();
      threads.add(thread);
    }
    return () -> stop(threads);
  }

  private static List<TopicPartition> share(Yardstick yardstick, int thread) {
    return IntStream.range(0, yardstick.partitions())
        .filter(partition -> partition % yardstick.parallelism() == thread)
        .mapToObj(partition -> new TopicPartition(yardstick.topic(), partition))
        .toList();
  }

  private void stop(List<Thread> threads) throws Exception {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    Exception first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  private void run(
      Yardstick yardstick,
      List<TopicPartition> partitions,
      Catalog catalog,
      SharedUniqueness uniqueness) {
    try (Consumer<byte[], byte[]> consumer = consumer(yardstick)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      EventParser parser = new EventParser(catalog);
      LocalCounts counts = new LocalCounts(catalog.timeZones(), uniqueness);
      SourcePosition position = new SourcePosition(yardstick.topic(), 0, 0);
      long flushed = System.nanoTime();
      while (!stopped) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          RawRecord raw = new RawRecord(record.value(), position, record.timestamp());
          for (Event event : parser.parse(raw).events()) {
            counts.add(event);
          }
        }
        if (System.nanoTime() - flushed >= yardstick.window().toNanos()) {
          counts.flush();
          flushed = System.nanoTime();
        }
      }
      counts.flush();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private static Consumer<byte[], byte[]> consumer(Yardstick yardstick) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            yardstick.bootstrapServers(),
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            POLL_RECORDS,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            FETCH_BYTES),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
