package io.quipu.io.kafka.start;

import io.quipu.io.kafka.log.LogGap;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets at which a job starts to read.
 *
 * @param offsets by partition, in the order of topics and partitions
 * @param missing those of {@code offsets} that the consumer group has not committed
 * @param first the offset of the oldest record that each partition still has
 * @param end the offset after the last record of each partition
 * @param topicIds the id of each topic; a topic that is created again gets another one
 */
public record StartOffsets(
    Map<TopicPartition, Long> offsets,
    Map<TopicPartition, Long> missing,
    Map<TopicPartition, Long> first,
    Map<TopicPartition, Long> end,
    Map<String, String> topicIds) {
  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  /** The offsets that a consumer group has; from the oldest record where it has none. */
  static StartOffsets committed(
      Map<TopicPartition, Long> committed,
      Map<TopicPartition, Long> first,
      Map<TopicPartition, Long> end,
      Map<String, String> topicIds) {
    Map<TopicPartition, Long> missing = new HashMap<>(first);
    missing.keySet().removeAll(committed.keySet());
    Map<TopicPartition, Long> offsets = new TreeMap<>(ORDER);
    offsets.putAll(committed);
    offsets.putAll(missing);
    return new StartOffsets(offsets, missing, first, end, topicIds);
  }

  /** Offsets that replace those of the consumer group. */
  static StartOffsets at(
      Map<TopicPartition, Long> given,
      Map<TopicPartition, Long> first,
      Map<TopicPartition, Long> end,
      Map<String, String> topicIds) {
    Map<TopicPartition, Long> offsets = new TreeMap<>(ORDER);
    offsets.putAll(given);
    return new StartOffsets(offsets, given, first, end, topicIds);
  }

  /** The same partitions at other offsets, which replace those of the consumer group. */
  public StartOffsets replacedBy(Map<TopicPartition, Long> others) {
    return at(others, first, end, topicIds);
  }

  /** The partitions, in the order of topics and partitions. */
  public List<TopicPartition> partitions() {
    return List.copyOf(offsets.keySet());
  }

  /** How many partitions each topic has. */
  public Map<String, Integer> partitionCounts() {
    Map<String, Integer> counts = new TreeMap<>();
    offsets.keySet().forEach(partition -> counts.merge(partition.topic(), 1, Integer::sum));
    return counts;
  }

  /** The first partition whose offset is outside what Kafka has; none if there is no such one. */
  public Optional<LogGap> gap() {
    return offsets.entrySet().stream()
        .flatMap(
            at ->
                LogGap.between(
                    at.getKey(),
                    at.getValue(),
                    first.getOrDefault(at.getKey(), 0L),
                    end.getOrDefault(at.getKey(), Long.MAX_VALUE))
                    .stream())
        .findFirst();
  }
}
