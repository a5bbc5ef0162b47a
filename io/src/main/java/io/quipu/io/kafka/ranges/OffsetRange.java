package io.quipu.io.kafka.ranges;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A part of a partition's log.
 *
 * @param from the first offset
 * @param to the offset after the last one
 */
public record OffsetRange(String topic, int partition, long from, long to) implements Serializable {
  private static final long serialVersionUID = 1L;

  TopicPartition topicPartition() {
    return new TopicPartition(topic, partition);
  }

  /**
   * Splits the logs of partitions.
   *
   * @param from the first offset of each partition
   * @param to the offset after the last one of each partition
   * @param most the most offsets of one range
   */
  static List<OffsetRange> split(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, long most) {
    List<OffsetRange> ranges = new ArrayList<>();
    from.forEach(
        (partition, first) -> {
          long end = to.getOrDefault(partition, first);
          for (long start = first; start < end; start += most) {
            ranges.add(
                new OffsetRange(
                    partition.topic(), partition.partition(), start, Math.min(end, start + most)));
          }
        });
    return ranges;
  }
}
