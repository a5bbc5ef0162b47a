package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.log.LogGap;
import io.quipu.io.kafka.read.ReadKafka;
import io.quipu.io.kafka.start.KafkaStart;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.io.kafka.start.StartOffsets;
import io.quipu.pipeline.options.Delivery;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Decides at which offsets of its topics a job starts, and whether Kafka still has them. */
final class TopicStart {
  /** The id that Kafka before 2.8 gives for every topic. */
  private static final String NO_ID = Uuid.ZERO_UUID.toString();

  private final JobSpec spec;
  private final JobSpec.Input.Topics topics;
  private final Consumer<String> progress;
  private List<TopicPartition> partitions = List.of();

  TopicStart(JobSpec spec, JobSpec.Input.Topics topics, Consumer<String> progress) {
    this.spec = spec;
    this.topics = topics;
    this.progress = progress;
  }

  /**
   * Decides, and commits the offsets for the consumer group. A start that is refused changes
   * nothing.
   *
   * @throws StartupException if Kafka does not have what the job needs, or the start does not fit
   *     to what the keyspace holds
   */
  JobRun decide(JobLife life, RunDecision decision) throws InterruptedException {
    Optional<JobRun> last = decision.lastRun();
    if (life.hasState()) {
      StateCheck.ofTopics(spec, topics.names()).require(life, last);
    }
    String name = life.name() == null ? null : "state:" + life.name();
    boolean goesOn = life.hasState() || (name != null && decision.lastRunFrom(name).isPresent());
    KafkaStart kafka = new KafkaStart(spec.kafka(), spec.startupTimeout(), progress);
    StartFrom committed = new StartFrom.Committed();
    StartOffsets ofGroup = kafka.find(topics.names(), spec.consumerGroup(), committed);
    requireAppendTimes(kafka.withProducerTime(topics.names()));
    // A run that was stopped before its first checkpoint begins again at the same records.
    boolean beginsAgain = decision.lastRunFrom(hash(ofGroup)).isPresent();
    StartFrom from = goesOn || beginsAgain ? committed : topics.start();
    StartOffsets offsets =
        from instanceof StartFrom.Committed
            ? ofGroup
            : kafka.find(topics.names(), spec.consumerGroup(), from);
    JobRun run = run(life, decision, last, name == null ? hash(offsets) : name, offsets);
    if (from instanceof StartFrom.Committed) {
      last.ifPresent(before -> compare(before, offsets));
      if (!life.hasState()) {
        requireOffsets(offsets, last.orElse(null));
      }
    }
    kafka.commit(spec.consumerGroup(), offsets);
    partitions = offsets.partitions();
    return spec.options().getAcceptGap() ? run.withTopicIds(offsets.topicIds()) : run;
  }

  private void requireAppendTimes(Set<String> without) {
    if (without.isEmpty()) {
      return;
    }
    String what =
        "The records of the topics %s have the time of their producer (message.timestamp.type=CreateTime)."
            .formatted(without);
    if (!spec.options().getAcceptCreateTime()) {
      throw new StartupException(
          what
              + (" Stream time must follow the broker. Run for each topic: kafka-configs.sh"
                      + " --bootstrap-server %s --alter --entity-type topics --entity-name TOPIC"
                      + " --add-config message.timestamp.type=LogAppendTime. Records that are there"
                      + " already do no harm. Or give --accept-create-time: final numbers are right,"
                      + " but after a crash a number can fall for a moment.")
                  .formatted(spec.kafka().bootstrapServers()));
    }
    progress.accept(
        what
            + " Because of --accept-create-time, stream time is the time at which records are read.");
  }

  /** The first stage, from the offsets that were decided. */
  ReadKafka read() {
    ReadKafka read =
        ReadKafka.of(spec.kafka(), partitions, spec.consumerGroup())
            .withMaxRecordsPerSecond(topics.maxEventsPerSecond());
    return spec.delivery() == Delivery.AT_MOST_ONCE ? read.committingOnRead() : read;
  }

  private JobRun run(
      JobLife life,
      RunDecision decision,
      Optional<JobRun> last,
      String start,
      StartOffsets offsets) {
    Optional<JobRun> same = life.hasState() ? last : decision.lastRunFrom(start);
    return same.map(decision::resume).orElseGet(() -> decision.begin(start, describe(offsets)));
  }

  /** Compares the topics with those when the run began. */
  private void compare(JobRun before, StartOffsets offsets) {
    Map<String, Integer> counts = offsets.partitionCounts();
    before
        .topics()
        .forEach(
            (topic, then) -> {
              String id = offsets.topicIds().get(topic);
              if (id != null && !id.equals(then.id()) && !NO_ID.equals(id)) {
                madeAgain(topic, before);
              }
              int more = counts.getOrDefault(topic, 0) - then.partitions();
              if (more > 0) {
                progress.accept(
                    "The topic '%s' has %d more partitions than when the job began. They are read too."
                        .formatted(topic, more));
              }
            });
  }

  private void madeAgain(String topic, JobRun before) {
    String what =
        ("The topic '%s' was deleted and created again since the job began to count it at %s, so the"
                + " job's offsets mean other records.")
            .formatted(topic, before.startedText());
    if (!spec.options().getAcceptGap()) {
      throw new StartupException(
          what
              + " Give --accept-gap to continue at the old offsets. To read the topic from its beginning,"
              + " give another --consumer-group and another --keyspace.");
    }
    progress.accept(what + " Because of --accept-gap, the job continues at the old offsets.");
  }

  private void requireOffsets(StartOffsets offsets, @Nullable JobRun last) {
    List<TopicPartition> unknown = last == null ? List.of() : withoutOffset(offsets, last);
    if (last != null && !unknown.isEmpty()) {
      throw new StartupException(
          ("Kafka has no offsets of the consumer group '%s' for %s, which has counted into the"
                  + " keyspace '%s' at %s. Kafka deletes the offsets of a group that was not active for"
                  + " long. Give --start-from with a time: the first events that are not counted yet.")
              .formatted(
                  spec.consumerGroup(), unknown, spec.cassandra().keyspace(), last.startedText()));
    }
    Optional<LogGap> gap = offsets.gap();
    if (gap.isPresent()) {
      if (!spec.options().getAcceptGap()) {
        throw new StartupException(gap.get().message());
      }
      progress.accept(gap.get().acceptedMessage());
    }
  }

  /** The partitions that the last run has read, and whose offsets are gone. */
  private static List<TopicPartition> withoutOffset(StartOffsets offsets, JobRun last) {
    return offsets.offsets().keySet().stream()
        .filter(offsets.missing()::containsKey)
        .filter(
            partition -> {
              JobRun.Topic topic = last.topics().get(partition.topic());
              return topic != null && partition.partition() < topic.partitions();
            })
        .toList();
  }

  /** The topics of a run that begins. */
  static Map<String, JobRun.Topic> describe(StartOffsets offsets) {
    Map<String, JobRun.Topic> described = new HashMap<>();
    offsets
        .partitionCounts()
        .forEach(
            (topic, count) ->
                described.put(
                    topic, new JobRun.Topic(offsets.topicIds().getOrDefault(topic, NO_ID), count)));
    return described;
  }

  /** A hash of where partitions are read first. */
  static String hash(StartOffsets offsets) {
    return JobPreparation.hash(
        offsets.offsets().entrySet().stream()
            .map(at -> at.getKey() + "@" + at.getValue())
            .collect(Collectors.joining(" ")));
  }
}
