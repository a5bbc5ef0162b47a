package io.quipu.io.kafka;

import com.google.common.base.Throwables;
import io.quipu.io.StartupException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Prepares Kafka before a job is submitted: it waits for Kafka, finds the partitions of the topics,
 * and sets the offset at which each partition is first read.
 *
 * <p>The offsets are committed to the consumer group. So a reader without state starts at the same
 * record, on any machine and after any failure before the first checkpoint. In particular, "latest"
 * does not move meanwhile.
 */
public final class KafkaStart {
  private static final Duration TRY = Duration.ofSeconds(5);
  private static final long NO_OFFSET = -1;

  private final KafkaSettings settings;
  private final Duration timeout;
  private final Consumer<String> progress;

  /**
   * @param timeout how long to wait for Kafka
   * @param progress receives a line that says what the start waits for
   */
  public KafkaStart(KafkaSettings settings, Duration timeout, Consumer<String> progress) {
    this.settings = settings;
    this.timeout = timeout;
    this.progress = progress;
  }

  /**
   * Waits for Kafka and the topics, and commits where to start.
   *
   * @return the partitions of all topics, each with the offset at which a reader without state
   *     starts; without a committed offset it is -1, and the partition is read from its beginning
   * @throws StartupException if Kafka or a topic is not available in time, or Kafka refuses
   */
  public Map<TopicPartition, Long> settle(Collection<String> topics, String group, StartFrom start)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(timeout);
    String told = "";
    try (Admin admin = settings.admin(timeout.compareTo(TRY) < 0 ? timeout : TRY)) {
      while (true) {
        try {
          List<TopicPartition> partitions = partitions(admin, topics);
          return commit(admin, partitions, group, start);
        } catch (ExecutionException e) {
          String problem = problemOf(e, topics, group);
          if (Instant.now().isAfter(deadline)) {
            throw new StartupException(
                problem + " It did not come within " + timeout.toSeconds() + " seconds.", e);
          }
          if (!problem.equals(told)) {
            progress.accept(problem + " Waiting for it.");
            told = problem;
          }
          // A topic may be created at any moment. If Kafka does not answer, the request has waited
          // already.
          TimeUnit.MILLISECONDS.sleep(500);
        }
      }
    }
  }

  /** Returns a sentence that says what the start waits for; throws if waiting cannot help. */
  private String problemOf(ExecutionException e, Collection<String> topics, String group) {
    Throwable cause = e.getCause();
    String kafka = "Kafka at " + settings.bootstrapServers();
    if (cause instanceof UnknownTopicOrPartitionException) {
      return kafka + " has no " + cause.getMessage() + "; create it, or name another with --input.";
    }
    if (cause instanceof RetriableException) {
      return "Kafka does not answer at "
          + settings.bootstrapServers()
          + "; start it, or name its address with --bootstrap-servers.";
    }
    if (cause instanceof InvalidTopicException) {
      throw new StartupException(
          "One of " + topics + " cannot be a topic of Kafka; name another with --input.", e);
    }
    if (cause instanceof UnknownMemberIdException) {
      throw new StartupException(
          "Others read from "
              + kafka
              + " as the consumer group '"
              + group
              + "'; stop them, or name another group with --consumer-group.",
          e);
    }
    throw new StartupException(
        kafka
            + " refuses to give the partitions of "
            + topics
            + " or to set the offsets of the consumer group '"
            + group
            + "': "
            + Throwables.getRootCause(e).getMessage()
            + "; check the rights and the file of --kafka-properties.",
        e);
  }

  private static List<TopicPartition> partitions(Admin admin, Collection<String> topics)
      throws InterruptedException, ExecutionException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      String topic = answer.getKey();
      try {
        answer
            .getValue()
            .get()
            .partitions()
            .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          throw new ExecutionException(
              new UnknownTopicOrPartitionException("topic '" + topic + "'", e));
        }
        throw e;
      }
    }
    return partitions;
  }

  private static Map<TopicPartition, Long> commit(
      Admin admin, List<TopicPartition> partitions, String group, StartFrom start)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (start instanceof StartFrom.Earliest) {
      offsets = offsets(admin, partitions, OffsetSpec.earliest());
    } else if (start instanceof StartFrom.Latest) {
      offsets = offsets(admin, partitions, OffsetSpec.latest());
    } else if (start instanceof StartFrom.Timestamp at) {
      offsets = offsets(admin, partitions, OffsetSpec.forTimestamp(at.time().toEpochMilli()));
      // A partition without a record of that time or later is read from its end.
      Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
      offsets.replaceAll((partition, offset) -> offset < 0 ? ends.get(partition) : offset);
    }
    if (offsets.isEmpty()) {
      return committed(admin, partitions, group);
    }
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    offsets.forEach((partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset)));
    admin.alterConsumerGroupOffsets(group, committed).all().get();
    return offsets;
  }

  private static Map<TopicPartition, Long> committed(
      Admin admin, List<TopicPartition> partitions, String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      offsets.put(partition, offset == null ? NO_OFFSET : offset.offset());
    }
    return offsets;
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    partitions.forEach(partition -> question.put(partition, spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> answer :
        admin.listOffsets(question).all().get().entrySet()) {
      offsets.put(answer.getKey(), answer.getValue().offset());
    }
    return offsets;
  }
}
