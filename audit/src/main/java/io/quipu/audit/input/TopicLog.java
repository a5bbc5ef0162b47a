package io.quipu.audit.input;

import com.google.common.base.Throwables;
import io.quipu.io.StartupException;
import io.quipu.io.kafka.Messages;
import io.quipu.io.kafka.ReplayHeaders;
import io.quipu.io.kafka.start.KafkaStart;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.io.kafka.start.StartOffsets;
import io.quipu.model.event.RawRecord;
import io.quipu.pipeline.options.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The events of topics. The job has counted the records before the offsets of its consumer group:
 * it commits them after the rows are written.
 *
 * <p>A replayed record is left out, because the record that was refused is in the log too, with the
 * same bytes.
 */
final class TopicLog implements EventLog {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private final String topics;
  private final StartOffsets begin;
  private final StartOffsets counted;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> next;

  private TopicLog(
      String topics,
      StartOffsets begin,
      StartOffsets counted,
      KafkaConsumer<byte[], byte[]> consumer) {
    this.topics = topics;
    this.begin = begin;
    this.counted = counted;
    this.consumer = consumer;
    this.next = new HashMap<>(begin.offsets());
  }

  static TopicLog open(JobSpec spec, JobSpec.Input.Topics topics, Consumer<String> progress)
      throws InterruptedException {
    if (topics.start() instanceof StartFrom.Latest
        || topics.start() instanceof StartFrom.Committed) {
      throw new StartupException(
          "An audit reads from where the job began; give --start-from=earliest or a time.");
    }
    KafkaStart kafka = new KafkaStart(spec.kafka(), spec.startupTimeout(), progress);
    StartOffsets begin = kafka.find(topics.names(), spec.consumerGroup(), topics.start());
    StartOffsets counted =
        kafka.find(topics.names(), spec.consumerGroup(), new StartFrom.Committed());
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            spec.kafka()
                .clientProperties(
                    Map.of(
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) PATIENCE.toMillis())),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(begin.partitions());
    return new TopicLog(String.join(",", topics.names()), begin, counted, consumer);
  }

  @Override
  public <E extends Exception> void readCounted(Sink<E> sink) throws E {
    read(counted.offsets(), sink, true);
  }

  @Override
  public <E extends Exception> void readRest(Sink<E> sink) throws E {
    try {
      read(consumer.endOffsets(consumer.assignment()), sink, false);
    } catch (KafkaException e) {
      throw unreadable(e);
    }
  }

  private <E extends Exception> void read(
      Map<TopicPartition, Long> ends, Sink<E> sink, boolean counted) throws E {
    try {
      // The consumer may have read beyond the last end.
      next.forEach(consumer::seek);
      ends.forEach((partition, end) -> next.merge(partition, end, Math::max));
      Instant deadline = Instant.now().plus(PATIENCE);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> message : polled) {
          TopicPartition partition = new TopicPartition(message.topic(), message.partition());
          if (message.offset() < ends.getOrDefault(partition, 0L)
              && message.headers().lastHeader(ReplayHeaders.OF) == null) {
            sink.record(record(message), counted);
          }
        }
        if (!polled.isEmpty()) {
          deadline = Instant.now().plus(PATIENCE);
        } else if (Instant.now().isAfter(deadline)) {
          throw new StartupException(
              "Kafka returns no more records of '%s'; check that it runs, and audit again."
                  .formatted(topics));
        }
      }
    } catch (KafkaException e) {
      throw unreadable(e);
    }
  }

  private StartupException unreadable(KafkaException e) {
    return new StartupException(
        "The topics '%s' cannot be read: %s. Check --bootstrap-servers and --kafka-properties."
            .formatted(topics, Throwables.getRootCause(e).getMessage()),
        e);
  }

  private static RawRecord record(ConsumerRecord<byte[], byte[]> message) {
    return Messages.record(
        message.topic(),
        message.partition(),
        message.offset(),
        message.value(),
        Messages.came(message));
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
    consumer.close();
  }
}
