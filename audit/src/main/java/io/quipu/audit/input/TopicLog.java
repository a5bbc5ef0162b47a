package io.quipu.audit.input;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.ReplayHeaders;
import io.quipu.io.kafka.start.KafkaStart;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.io.kafka.start.StartOffsets;
import io.quipu.pipeline.options.JobSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The events of topics. The job has counted the records before the offsets of its consumer group:
 * it commits them after the rows are written.
 *
 * <p>A replayed record is left out, because the record that was refused is in the log too, with the
 * same bytes.
 */
final class TopicLog implements EventLog {
  private final StartOffsets begin;
  private final StartOffsets counted;
  private final TopicRecords records;
  private final Map<TopicPartition, Long> next;

  private TopicLog(StartOffsets begin, StartOffsets counted, TopicRecords records) {
    this.begin = begin;
    this.counted = counted;
    this.records = records;
    this.next = new HashMap<>(begin.offsets());
  }

  static TopicLog open(JobSpec spec, JobSpec.Input.Topics topics, Consumer<String> progress)
      throws InterruptedException {
    requireBeginning(topics);
    KafkaStart kafka = new KafkaStart(spec.kafka(), spec.startupTimeout(), progress);
    StartOffsets begin = kafka.find(topics.names(), spec.consumerGroup(), topics.start());
    StartOffsets counted =
        kafka.find(topics.names(), spec.consumerGroup(), new StartFrom.Committed());
    return new TopicLog(begin, counted, new TopicRecords(spec, topics.names()));
  }

  /**
   * Checks that an audit can know where the job began.
   *
   * @throws StartupException if it cannot
   */
  static void requireBeginning(JobSpec.Input.Topics topics) {
    if (topics.start() instanceof StartFrom.Latest
        || topics.start() instanceof StartFrom.Committed) {
      throw new StartupException(
          "An audit reads from where the job began; give --start-from=earliest or a time.");
    }
  }

  @Override
  public <E extends Exception> void readCounted(Sink<E> sink) throws E, InterruptedException {
    read(counted.offsets(), sink, true);
  }

  @Override
  public <E extends Exception> void readRest(Sink<E> sink) throws E, InterruptedException {
    read(records.ends(begin.partitions()), sink, false);
  }

  private <E extends Exception> void read(
      Map<TopicPartition, Long> ends, Sink<E> sink, boolean counted)
      throws E, InterruptedException {
    records.<E>read(
        next,
        ends,
        message -> {
          if (message.headers().lastHeader(ReplayHeaders.OF) == null) {
            sink.record(TopicRecords.record(message), counted);
          }
        });
  }

  @Override
  public boolean isComplete() {
    // With a time, nobody asks for what was before.
    return begin.offsets().entrySet().stream()
        .allMatch(
            at ->
                at.getValue() == 0 || at.getValue() > begin.first().getOrDefault(at.getKey(), 0L));
  }

  @Override
  public Set<String> files() {
    return Set.of();
  }

  @Override
  public void close() {
    records.close();
  }
}
