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
 * What is settled with Kafka before a job is submitted: that it is there, which partitions the
 * topics have, and at which offset each is first read.
 *
 * <p>The offsets are written to the consumer group. So a reader that starts, on whatever machine
 * and after whatever failure before the first checkpoint, starts at the same record; "latest" does
 * not move on meanwhile.
 */
public final class KafkaStart {
  private static final Duration TRY = Duration.ofSeconds(5);
  private static final long NO_OFFSET = -1;

  private final KafkaSettings settings;
  private final Duration timeout;
  private final Consumer<String> progress;

  /**
   * @param timeout how long to wait for Kafka
   * @param progress is told in a line what is waited for
   */
  public KafkaStart(KafkaSettings settings, Duration timeout, Consumer<String> progress) {
    this.settings = settings;
    this.timeout = timeout;
    this.progress = progress;
  }

  /**
   * Waits for Kafka and the topics, and settles where to start.
   *
   * @return the partitions of all topics, and the offset at which a reader without state starts in
   *     each; a partition of which the group has committed none is read from its beginning, and has
   *     offset -1
   * @throws StartupException if Kafka or a topic is not there in time, or Kafka refuses
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
          // A topic may be made any moment; a Kafka that is away has taken its own time already.
          TimeUnit.MILLISECONDS.sleep(500);
        }
      }
    }
  }

  /** What is waited for, for a person; throws if there is nothing to wait for. */
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
      // Nothing that new yet: from the end.
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
