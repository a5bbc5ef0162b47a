package io.quipu.cli.notify;

import io.quipu.io.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic of firings as a consumer group. Offsets are committed when their firings are done
 * with, so each firing is read at least once.
 */
final class FiringsConsumer implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int TIMEOUT_MILLIS = 30_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;

  /**
   * @param atOnce how many firings are read at a time
   * @param longestBatch how long they may take together
   */
  FiringsConsumer(
      KafkaSettings kafka, String topic, String group, int atOnce, Duration longestBatch) {
    this.topic = topic;
    consumer =
        new KafkaConsumer<>(
            kafka.clientProperties(
                Map.of(
                    ConsumerConfig.GROUP_ID_CONFIG,
                    group,
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false,
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    false,
                    // Partitions that are added later are read from their beginning.
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "earliest",
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                    atOnce,
                    ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                    Math.toIntExact(longestBatch.toMillis()),
                    ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Whether Kafka has the topic. */
  boolean hasTopic() {
    return !consumer.partitionsFor(topic).isEmpty();
  }

  /**
   * Begins to read. A group that is new begins with the next firing.
   *
   * @param fromBeginning whether a new group begins with the oldest firing that Kafka has
   */
  void begin(boolean fromBeginning) {
    if (!fromBeginning) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo each : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, each.partition()));
      }
      Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(Set.copyOf(partitions));
      if (known.values().stream().allMatch(offset -> offset == null)) {
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        consumer
            .endOffsets(partitions)
            .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
        consumer.commitSync(ends);
      }
    }
    consumer.subscribe(List.of(topic));
  }

  /** The next firings; none if no one comes soon. */
  List<ConsumerRecord<byte[], byte[]>> next() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    consumer.poll(POLL).forEach(records::add);
    return records;
  }

  /** Notes that all firings up to now are done with. */
  void done() {
    try {
      consumer.commitSync();
    } catch (CommitFailedException e) {
      // Another process of the group has the partitions now, and sends the firings again. They have
      // the same ids.
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
