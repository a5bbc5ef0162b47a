package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.ranges.ReadKafkaRanges;
import io.quipu.io.kafka.start.KafkaStart;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.io.kafka.start.StartOffsets;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Settles which part of its topics a backfill counts: from the start of the job to the end of the
 * topics at this moment. The offsets of the consumer group are set to the end. So a live job of the
 * group, with the same keyspace, continues exactly there. A backfill that is repeated ends where
 * the first attempt would have ended.
 */
final class TopicBatch {
  private static final String START = "backfill:";

  private final JobSpec spec;
  private final JobSpec.Input.Topics topics;
  private final Consumer<String> progress;
  private final KafkaStart kafka;
  private final StartOffsets from;
  private final Map<TopicPartition, Long> to = new HashMap<>();

  TopicBatch(JobSpec spec, JobSpec.Input.Topics topics, Consumer<String> progress)
      throws InterruptedException {
    this.spec = spec;
    this.topics = topics;
    this.progress = progress;
    kafka = new KafkaStart(spec.kafka(), spec.startupTimeout(), progress);
    from = kafka.find(topics.names(), spec.consumerGroup(), topics.start());
  }

  /** Whether a run is a backfill of topics. */
  static boolean isRun(JobRun run) {
    return run.start().startsWith(START);
  }

  /**
   * Decides which run this is, and where it ends.
   *
   * @throws StartupException if the start does not fit the contents of the keyspace
   */
  JobRun decide(RunDecision decision) throws InterruptedException {
    String start = START + TopicStart.hash(from);
    Optional<JobRun> begun = decision.lastRunFrom(start);
    StartOffsets committed =
        kafka.find(topics.names(), spec.consumerGroup(), new StartFrom.Committed());
    // An attempt that ended before it set the offsets has counted nothing.
    boolean isSettled = begun.isPresent() && committed.missing().isEmpty();
    to.putAll(isSettled ? committed.offsets() : kafka.ends(topics.names()));
    // A partition that came meanwhile is left for the live job.
    to.keySet().retainAll(from.offsets().keySet());
    return begun
        .map(decision::resume)
        .orElseGet(() -> decision.begin(start, TopicStart.describe(from)));
  }

  /** Sets the offsets of the consumer group to the end, after the run is noted. */
  void settle() throws InterruptedException {
    Map<String, Long> ends = new TreeMap<>();
    to.forEach((partition, offset) -> ends.put(partition.toString(), offset));
    progress.accept(
        ("The backfill counts the records before these offsets: %s. A job of the consumer group '%s'"
                + " continues there.")
            .formatted(ends, spec.consumerGroup()));
    kafka.commit(spec.consumerGroup(), from.replacedBy(to));
  }

  /** The first stage. */
  ReadKafkaRanges read() {
    return ReadKafkaRanges.of(spec.kafka(), from.offsets(), to, spec.consumerGroup());
  }
}
