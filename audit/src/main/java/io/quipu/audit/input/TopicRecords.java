package io.quipu.audit.input;

import com.google.common.base.Throwables;
import io.quipu.io.StartupException;
import io.quipu.io.kafka.Messages;
import io.quipu.model.event.RawRecord;
import io.quipu.pipeline.options.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads ranges of offsets of topics. Committed records only. Used in one thread. */
final class TopicRecords implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private final List<String> topics;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Takes messages. */
  @FunctionalInterface
  interface Sink<E extends Exception> {
    void message(ConsumerRecord<byte[], byte[]> message) throws E;
  }

  /** A question to Kafka. */
  private interface Question<T> {
    T ask();
  }

  TopicRecords(JobSpec spec, List<String> topics) {
    this.topics = topics;
    consumer =
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
  }

  /** All partitions of the topics now. */
  Set<TopicPartition> partitions() throws InterruptedException {
    return ask(
        () ->
            topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .collect(Collectors.toSet()));
  }

  /** The offsets after the last records that are there now, before which no transaction is open. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
      throws InterruptedException {
    return ask(() -> consumer.endOffsets(partitions));
  }

  /** The offsets of the oldest records that are there now. */
  Map<TopicPartition, Long> firsts(Collection<TopicPartition> partitions)
      throws InterruptedException {
    return ask(() -> consumer.beginningOffsets(partitions));
  }

  /** The first records that came at this time or later; null for a partition without one. */
  Map<TopicPartition, OffsetAndTimestamp> at(Collection<TopicPartition> partitions, Instant time)
      throws InterruptedException {
    long millis = Math.max(0, time.toEpochMilli());
    return ask(
        () ->
            consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(one -> one, one -> millis))));
  }

  /**
   * Reads records of partitions.
   *
   * @param next where to read each; is moved on with each record, so that a call after a failure
   *     continues
   * @param ends the offsets before which to read
   */
  <E extends Exception> void read(
      Map<TopicPartition, Long> next, Map<TopicPartition, Long> ends, Sink<E> sink)
      throws E, InterruptedException {
    List<TopicPartition> unread =
        ends.entrySet().stream()
            .filter(end -> next.getOrDefault(end.getKey(), 0L) < end.getValue())
            .map(Map.Entry::getKey)
            .toList();
    try {
      consumer.assign(unread);
      unread.forEach(partition -> consumer.seek(partition, next.getOrDefault(partition, 0L)));
      Instant deadline = Instant.now().plus(PATIENCE);
      while (unread.stream().anyMatch(one -> consumer.position(one) < end(ends, one))) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> message : polled) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          TopicPartition partition = new TopicPartition(message.topic(), message.partition());
          if (message.offset() < end(ends, partition)) {
            sink.message(message);
            next.put(partition, message.offset() + 1);
          }
        }
        if (!polled.isEmpty()) {
          deadline = Instant.now().plus(PATIENCE);
        } else if (Instant.now().isAfter(deadline)) {
          throw new StartupException(
              "Kafka returns no more records of '%s'; check that it runs, and audit again."
                  .formatted(String.join(",", topics)));
        }
      }
    } catch (InterruptException e) {
      throw interrupted(e);
    } catch (KafkaException e) {
      throw unreadable(e);
    }
    // The last messages can be marks of transactions, which are no records.
    unread.forEach(partition -> next.merge(partition, end(ends, partition), Math::max));
  }

  private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  /** The record of a message. */
  static RawRecord record(ConsumerRecord<byte[], byte[]> message) {
    return Messages.record(
        message.topic(),
        message.partition(),
        message.offset(),
        message.value(),
        Messages.came(message));
  }

  private <T> T ask(Question<T> question) throws InterruptedException {
    try {
      return question.ask();
    } catch (InterruptException e) {
      throw interrupted(e);
    } catch (KafkaException e) {
      throw unreadable(e);
    }
  }

  /** Kafka has set the flag of the thread; the exception says the same. */
  private static InterruptedException interrupted(InterruptException cause) {
    Thread.interrupted();
    InterruptedException interrupted = new InterruptedException();
    interrupted.initCause(cause);
    return interrupted;
  }

  private StartupException unreadable(KafkaException e) {
    return new StartupException(
        "The topics '%s' cannot be read: %s. Check --bootstrap-servers and --kafka-properties."
            .formatted(String.join(",", topics), Throwables.getRootCause(e).getMessage()),
        e);
  }

  @Override
  public void close() {
    // An interrupt that came after the last read must not disturb the end.
    boolean interrupted = Thread.interrupted();
    consumer.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
