package io.quipu.io.kafka.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets up to which the readers of this process have read for a consumer group, as of the
 * latest completed checkpoint. A reader commits them to Kafka, but it does not wait for a Kafka
 * that is away. So a drain compares Kafka's offsets with these.
 */
public final class ReadOffsets {
  private static final Map<String, ReadOffsets> BY_GROUP = new ConcurrentHashMap<>();

  private final Map<TopicPartition, Long> offsets = new ConcurrentHashMap<>();

  private ReadOffsets() {}

  /** The offsets of a consumer group of the Kafka with these addresses. */
  public static ReadOffsets of(String bootstrapServers, String group) {
    return BY_GROUP.computeIfAbsent(bootstrapServers + " " + group, name -> new ReadOffsets());
  }

  /** Notes what a reader is about to commit. */
  public void note(Map<TopicPartition, OffsetAndMetadata> read) {
    read.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
  }

  /** The latest offset of each partition that a reader of this process has read. */
  public Map<TopicPartition, Long> latest() {
    return Map.copyOf(offsets);
  }
}
