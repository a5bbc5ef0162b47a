package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.ReadKafkaRanges;
import io.quipu.io.kafka.start.KafkaStart;
import io.quipu.io.kafka.start.StartOffsets;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Settles which part of its topics a backfill counts: from the start of the job to the end of the
 * topics at this moment. The offsets of the consumer group are set to the end. So a live job of the
 * group, with the same keyspace, continues exactly there.
 */
final class TopicBatch {
  /** Where each backfill of a group begins, so that a repeated one continues the run. */
  private static final String START = "backfill";

  private final JobSpec spec;
  private final Consumer<String> progress;
  private final StartOffsets from;
  private final Map<TopicPartition, Long> to;

  TopicBatch(JobSpec spec, JobSpec.Input.Topics topics, Consumer<String> progress)
      throws InterruptedException {
    this.spec = spec;
    this.progress = progress;
    KafkaStart kafka = new KafkaStart(spec.kafka(), spec.startupTimeout(), progress);
    from = kafka.find(topics.names(), spec.consumerGroup(), topics.start());
    to = kafka.ends(topics.names());
  }

  /**
   * Decides which run this is.
   *
   * @throws StartupException if the start does not fit the contents of the keyspace
   */
  JobRun decide(RunDecision decision) {
    return decision
        .lastRunFrom(START)
        .map(decision::resume)
        .orElseGet(() -> decision.begin(START, TopicStart.describe(from)));
  }

  /** Sets the offsets of the consumer group to the end. */
  void settle() throws InterruptedException {
    progress.accept(
        "The backfill counts the records before these offsets: %s. A job of the consumer group '%s' continues there."
            .formatted(new TreeMap<>(texts()), spec.consumerGroup()));
    new KafkaStart(spec.kafka(), spec.startupTimeout(), progress)
        .commit(spec.consumerGroup(), from.replacedBy(to));
  }

  private Map<String, Long> texts() {
    Map<String, Long> texts = new TreeMap<>();
    to.forEach((partition, offset) -> texts.put(partition.toString(), offset));
    return texts;
  }

  /** The first stage. */
  ReadKafkaRanges read() {
    return ReadKafkaRanges.of(spec.kafka(), from.offsets(), to, spec.consumerGroup());
  }
}
