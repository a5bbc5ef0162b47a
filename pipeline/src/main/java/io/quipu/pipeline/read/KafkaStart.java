package io.quipu.pipeline.read;

import com.google.common.base.Throwables;
import io.quipu.pipeline.StartupException;
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
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
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

  private final KafkaSettings settings;
  private final Duration timeout;
  private final Consumer<String> progress;

  /**
   * @param timeout how long to wait for Kafka
   * @param progress is told, once, that it is waited for
   */
  public KafkaStart(KafkaSettings settings, Duration timeout, Consumer<String> progress) {
    this.settings = settings;
    this.timeout = timeout;
    this.progress = progress;
  }

  /**
   * Waits for Kafka and settles where to start.
   *
   * @return the partitions of all topics
   * @throws StartupException if Kafka or a topic is not there
   */
  public List<TopicPartition> settle(Collection<String> topics, String group, StartFrom start)
      throws InterruptedException {
    Map<String, ?> properties =
        settings.clientProperties(
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TRY.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TRY.toMillis()));
    try (Admin admin = Admin.create(new HashMap<>(properties))) {
      List<TopicPartition> partitions = awaitPartitions(admin, topics);
      commit(admin, partitions, group, start);
      return partitions;
    } catch (ExecutionException e) {
      throw new StartupException(
          "Kafka at "
              + settings.bootstrapServers()
              + " refused to set the offsets of the consumer group '"
              + group
              + "': "
              + Throwables.getRootCause(e).getMessage(),
          e);
    }
  }

  private List<TopicPartition> awaitPartitions(Admin admin, Collection<String> topics)
      throws InterruptedException, ExecutionException {
    Instant deadline = Instant.now().plus(timeout);
    boolean told = false;
    while (true) {
      try {
        Map<String, TopicDescription> described =
            admin.describeTopics(topics).allTopicNames().get();
        return partitionsOf(described.values());
      } catch (ExecutionException e) {
        String problem = problemOf(e, topics);
        if (Instant.now().isAfter(deadline)) {
          throw new StartupException(
              problem + " It did not come within " + timeout.toSeconds() + " seconds.", e);
        }
        if (!told) {
          progress.accept(problem + " Waiting for it.");
          told = true;
        }
        // The topic may be made any moment; a Kafka that is away has taken its own time already.
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
  }

  private String problemOf(ExecutionException e, Collection<String> topics)
      throws ExecutionException {
    if (e.getCause() instanceof UnknownTopicOrPartitionException) {
      return "Kafka at "
          + settings.bootstrapServers()
          + " has no topic "
          + String.join(" or ", topics)
          + "; create it, or name another with --input.";
    }
    if (e.getCause() instanceof RetriableException) {
      return "Kafka does not answer at "
          + settings.bootstrapServers()
          + "; start it, or name its address with --bootstrapServers.";
    }
    throw new StartupException(
        "Kafka at "
            + settings.bootstrapServers()
            + " refused the question for its topics: "
            + Throwables.getRootCause(e).getMessage()
            + " Check the rights and the file of --kafkaProperties.",
        e);
  }

  private static List<TopicPartition> partitionsOf(Collection<TopicDescription> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicDescription topic : topics) {
      topic
          .partitions()
          .forEach(p -> partitions.add(new TopicPartition(topic.name(), p.partition())));
    }
    return partitions;
  }

  private static void commit(
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
    if (!offsets.isEmpty()) {
      Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
      offsets.forEach(
          (partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset)));
      admin.alterConsumerGroupOffsets(group, committed).all().get();
    }
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
