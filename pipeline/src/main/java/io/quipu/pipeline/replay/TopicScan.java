package io.quipu.pipeline.replay;

import com.google.common.base.Throwables;
import io.quipu.io.deadletters.LetterHeaders;
import io.quipu.io.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic of dead letters up to its end at one moment: the letters, and the marks of replayed
 * letters. A mark follows its letter in the same partition, so retention never deletes a mark
 * before its letter.
 */
final class TopicScan implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;
  private final Set<String> replayed = new HashSet<>();

  /** Receives letters with their partitions. */
  interface Visitor {
    void letter(Letter letter, int partition, boolean replayed) throws InterruptedException;
  }

  private interface Messages {
    void message(ConsumerRecord<byte[], byte[]> message) throws InterruptedException;
  }

  /**
   * Finds the current end of the topic, and the letters that are marked.
   *
   * @throws LettersException if there is no such topic, or Kafka does not answer
   */
  TopicScan(KafkaSettings kafka, String topic) throws InterruptedException {
    this.topic = topic;
    Map<String, Object> properties =
        kafka.clientProperties(
            Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis()));
    try {
      consumer =
          new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw problem(topic, e);
    }
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      if (partitions.isEmpty()) {
        throw new LettersException(
            "Kafka at "
                + kafka.bootstrapServers()
                + " has no topic '"
                + topic
                + "'; name that of the job's --dead-letters.");
      }
      consumer.assign(
          partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList());
      ends = consumer.endOffsets(consumer.assignment());
      read(
          message -> {
            if (isMark(message)) {
              replayed.add(id(message));
            }
          });
    } catch (KafkaException e) {
      consumer.close();
      throw problem(topic, e);
    } catch (RuntimeException | InterruptedException e) {
      consumer.close();
      throw e;
    }
  }

  /** Passes each letter to a visitor, without duplicates. */
  void forEach(Visitor visitor) throws InterruptedException {
    Set<String> seen = new HashSet<>();
    try {
      read(
          message -> {
            String id = id(message);
            if (!isMark(message) && seen.add(id)) {
              visitor.letter(letter(message), message.partition(), replayed.contains(id));
            }
          });
    } catch (KafkaException e) {
      throw problem(topic, e);
    }
  }

  private void read(Messages messages) throws InterruptedException {
    consumer.seekToBeginning(consumer.assignment());
    Instant deadline = Instant.now().plus(PATIENCE);
    while (ends.entrySet().stream().anyMatch(end -> position(end.getKey()) < end.getValue())) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> message : polled) {
        if (message.offset()
            < ends.getOrDefault(new TopicPartition(topic, message.partition()), 0L)) {
          messages.message(message);
        }
      }
      if (!polled.isEmpty()) {
        deadline = Instant.now().plus(PATIENCE);
      } else if (Instant.now().isAfter(deadline)) {
        throw new LettersException(
            "Kafka returns no more messages of the topic '" + topic + "'; check that it runs.");
      }
    }
  }

  private long position(TopicPartition partition) {
    return consumer.position(partition);
  }

  private static boolean isMark(ConsumerRecord<byte[], byte[]> message) {
    return message.headers().lastHeader(LetterHeaders.REPLAYED) != null;
  }

  /**
   * Returns the id that a letter and its mark share. It contains the job, because two jobs may
   * refuse the same record.
   */
  private static String id(ConsumerRecord<byte[], byte[]> message) {
    return header(message, LetterHeaders.JOB) + '\n' + header(message, LetterHeaders.SOURCE);
  }

  private Letter letter(ConsumerRecord<byte[], byte[]> message) {
    byte[] payload = message.value();
    return new Letter(
        header(message, LetterHeaders.STAGE),
        header(message, LetterHeaders.REASON),
        header(message, LetterHeaders.MESSAGE),
        header(message, LetterHeaders.SOURCE),
        header(message, LetterHeaders.JOB),
        Instant.ofEpochMilli(message.timestamp()),
        came(message),
        topic + "-" + message.partition() + "@" + message.offset(),
        payload == null ? new byte[0] : payload);
  }

  private static @Nullable Instant came(ConsumerRecord<byte[], byte[]> message) {
    String millis = header(message, LetterHeaders.CAME);
    try {
      return millis.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(millis));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Explains an exception of Kafka. */
  static LettersException problem(String topic, KafkaException e) {
    return new LettersException(
        "The topic '"
            + topic
            + "' cannot be read: "
            + Throwables.getRootCause(e).getMessage()
            + "; check --bootstrap-servers, --kafka-properties and that Kafka runs.",
        e);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
