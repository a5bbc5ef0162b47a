package io.quipu.io.kafka.start;

import com.google.common.base.Throwables;
import io.quipu.io.StartupException;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.log.ReadOffsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Finds out from Kafka, before a job is submitted, which partitions the topics have and at which
 * offset each is first read. Then it commits these offsets for the consumer group.
 *
 * <p>So a reader starts at the same record on whatever machine, and after whatever failure before
 * the first checkpoint. "Latest" does not move on in the meantime.
 */
public final class KafkaStart {
  private static final Duration TRY = Duration.ofSeconds(5);

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
   * Waits for Kafka and the topics, and finds the offsets at which to start. Changes nothing.
   *
   * @throws StartupException if Kafka or a topic is not there in time, or Kafka refuses
   */
  public StartOffsets find(Collection<String> topics, String group, StartFrom start)
      throws InterruptedException {
    return await(topics, group, admin -> TopicOffsets.find(admin, topics, group, start));
  }

  /**
   * Waits for Kafka, and finds the offset after the last record of each partition before which no
   * transaction is open.
   *
   * @throws StartupException if Kafka or a topic is not there in time, or Kafka refuses
   */
  public Map<TopicPartition, Long> ends(Collection<String> topics) throws InterruptedException {
    return await(topics, "", admin -> TopicOffsets.ends(admin, topics));
  }

  /**
   * Waits for Kafka, and finds the topics whose records have the time of their producer, and not of
   * the broker. A user who may not read the settings of the topics is told so.
   *
   * @throws StartupException if Kafka or a topic is not there in time
   */
  public Set<String> withProducerTime(Collection<String> topics) throws InterruptedException {
    return await(topics, "", admin -> withProducerTime(admin, topics));
  }

  private Set<String> withProducerTime(Admin admin, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    try {
      return TopicOffsets.withProducerTime(admin, topics);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof AuthorizationException)) {
        throw e;
      }
      progress.accept(
          ("Kafka does not let this user read the settings of the topics %s. Make sure that they have"
                  + " message.timestamp.type=LogAppendTime. Or allow DescribeConfigs, so that each start"
                  + " checks it.")
              .formatted(topics));
      return Set.of();
    }
  }

  /**
   * Commits the offsets that the consumer group does not have yet.
   *
   * @throws StartupException if Kafka does not answer in time, or refuses
   */
  public void commit(String group, StartOffsets start) throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> missing = new HashMap<>();
    start
        .missing()
        .forEach((partition, offset) -> missing.put(partition, new OffsetAndMetadata(offset)));
    if (!missing.isEmpty()) {
      await(
          start.topicIds().keySet(),
          group,
          admin -> admin.alterConsumerGroupOffsets(group, missing).all().get());
    }
  }

  /**
   * Makes sure that Kafka has the offsets up to which the readers of this process have read. A
   * later run starts there, so it would count records twice if Kafka had older ones.
   *
   * @throws StartupException if Kafka does not take them in time; it says how to set them
   */
  public void commitRead(String group) throws InterruptedException {
    Map<TopicPartition, Long> read = ReadOffsets.of(settings.bootstrapServers(), group).latest();
    if (read.isEmpty()) {
      return;
    }
    try {
      await(
          read.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()),
          group,
          admin -> commitMissing(admin, group, read));
    } catch (StartupException e) {
      throw new StartupException(
          ("All that was read is counted, but Kafka does not have the offsets of the consumer group"
                  + " '%s': %s. %s Set these offsets with Kafka's command kafka-consumer-groups.sh"
                  + " --reset-offsets before the next start, or events count twice.")
              .formatted(group, new TreeMap<>(texts(read)), e.getMessage()),
          e);
    }
  }

  private static boolean commitMissing(Admin admin, String group, Map<TopicPartition, Long> read)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> committed = TopicOffsets.committed(admin, read.keySet(), group);
    Map<TopicPartition, OffsetAndMetadata> missing = new HashMap<>();
    read.forEach(
        (partition, offset) -> {
          if (committed.getOrDefault(partition, -1L) < offset) {
            missing.put(partition, new OffsetAndMetadata(offset));
          }
        });
    if (!missing.isEmpty()) {
      admin.alterConsumerGroupOffsets(group, missing).all().get();
    }
    return true;
  }

  private static Map<String, Long> texts(Map<TopicPartition, Long> offsets) {
    return offsets.entrySet().stream()
        .collect(Collectors.toMap(at -> at.getKey().toString(), Map.Entry::getValue));
  }

  /** A question to Kafka, or an order. */
  private interface Request<T> {
    T ask(Admin admin) throws ExecutionException, InterruptedException;
  }

  private <T> T await(Collection<String> topics, String group, Request<T> request)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(timeout);
    String told = "";
    try (Admin admin = settings.admin(timeout.compareTo(TRY) < 0 ? timeout : TRY)) {
      while (true) {
        try {
          return request.ask(admin);
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
}
