package io.quipu.io.kafka.start;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;

/** Asks Kafka for partitions and offsets. */
final class TopicOffsets {
  private TopicOffsets() {}

  /** The offset after the last record of each partition before which no transaction is open. */
  static Map<TopicPartition, Long> ends(Admin admin, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    return offsets(
        admin,
        partitions(describe(admin, topics)),
        OffsetSpec.latest(),
        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
  }

  private static List<TopicPartition> partitions(List<TopicDescription> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicDescription topic : topics) {
      topic
          .partitions()
          .forEach(p -> partitions.add(new TopicPartition(topic.name(), p.partition())));
    }
    return partitions;
  }

  private static List<TopicDescription> describe(Admin admin, Collection<String> topics)
      throws InterruptedException, ExecutionException {
    List<TopicDescription> described = new ArrayList<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        described.add(answer.getValue().get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          throw new ExecutionException(
              new UnknownTopicOrPartitionException("topic '" + answer.getKey() + "'", e));
        }
        throw e;
      }
    }
    return described;
  }

  /** The offsets at which to start. */
  static StartOffsets find(Admin admin, Collection<String> names, String group, StartFrom start)
      throws ExecutionException, InterruptedException {
    List<TopicDescription> topics = describe(admin, names);
    List<TopicPartition> partitions = partitions(topics);
    Map<String, String> ids = new TreeMap<>();
    topics.forEach(topic -> ids.put(topic.name(), topic.topicId().toString()));
    Map<TopicPartition, Long> first = offsets(admin, partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> end = offsets(admin, partitions, OffsetSpec.latest());
    if (start instanceof StartFrom.Committed) {
      return StartOffsets.committed(committed(admin, partitions, group), first, end, ids);
    }
    if (start instanceof StartFrom.Timestamp at) {
      Map<TopicPartition, Long> offsets =
          offsets(admin, partitions, OffsetSpec.forTimestamp(at.time().toEpochMilli()));
      // Nothing that new yet: from the end.
      offsets.replaceAll((partition, offset) -> offset < 0 ? end.get(partition) : offset);
      return StartOffsets.at(offsets, first, end, ids);
    }
    return StartOffsets.at(start instanceof StartFrom.Latest ? end : first, first, end, ids);
  }

  /** The offsets of a consumer group; partitions without one are left out. */
  static Map<TopicPartition, Long> committed(
      Admin admin, Collection<TopicPartition> partitions, String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> all =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, Long> committed = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = all.get(partition);
      if (offset != null) {
        committed.put(partition, offset.offset());
      }
    }
    return committed;
  }

  /** The topics whose records have the time of their producer, and not of the broker. */
  static Set<String> withProducerTime(Admin admin, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    Set<String> found = new TreeSet<>();
    admin
        .describeConfigs(resources)
        .all()
        .get()
        .forEach(
            (topic, config) -> {
              ConfigEntry type = config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
              if (type != null && TimestampType.CREATE_TIME.name.equals(type.value())) {
                found.add(topic.name());
              }
            });
    return found;
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    return offsets(admin, partitions, spec, new ListOffsetsOptions());
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec spec, ListOffsetsOptions options)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    partitions.forEach(partition -> question.put(partition, spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> answer :
        admin.listOffsets(question, options).all().get().entrySet()) {
      offsets.put(answer.getKey(), answer.getValue().offset());
    }
    return offsets;
  }
}
