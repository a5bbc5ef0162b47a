package io.quipu.pipeline.replay;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.RateLimiter;
import io.quipu.io.deadletters.DeadLetterTopic;
import io.quipu.io.deadletters.LetterHeaders;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.ReplayHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Replays records in transactions, which also contain the marks of their letters. A new producer
 * for the same topic of letters aborts an open transaction of an earlier one, and fences that one.
 */
final class ReplayProducer implements AutoCloseable {
  private static final int MAX_RECORDS = 1_000;
  private static final int MAX_BYTES = 8 << 20;

  /**
   * Limits an open transaction: consumers of committed messages see nothing after its first
   * message.
   */
  private static final long MAX_OPEN_NANOS = Duration.ofMillis(500).toNanos();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final String letters;
  private final @Nullable String consumerGroup;
  private final RateLimiter pace;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Integer> partitions = new HashMap<>();
  private int openRecords;
  private long openBytes;
  private long openedNanos;

  /**
   * @param letters the topic of the letters
   * @throws LettersException if Kafka does not accept the producer
   */
  ReplayProducer(KafkaSettings kafka, String letters, ReplayOrder order) {
    this.kafka = kafka;
    this.letters = letters;
    consumerGroup = order.consumerGroup();
    pace = RateLimiter.create(order.maxPerSecond());
    Map<String, Object> properties =
        kafka.clientProperties(
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "quipu-replay-" + letters,
                // An abandoned transaction blocks readers for this long.
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                10_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                PATIENCE.toMillis(),
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                DeadLetterTopic.MAX_MESSAGE_BYTES));
    try {
      producer =
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw problem(e);
    }
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw problem(e);
    }
  }

  /** Refuses a letter whose record came from a topic that does not exist. */
  void requireTopic(Letter letter) throws InterruptedException {
    String topic = letter.origin();
    if (partitions.containsKey(topic)) {
      return;
    }
    try (Admin admin = kafka.admin(PATIENCE)) {
      admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .forEach((name, described) -> partitions.put(name, described.partitions().size()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new LettersException(
            "The record at "
                + letter.source()
                + " came from a topic that is not there any more; create the topic '"
                + topic
                + "', or leave these letters out by --since.",
            e);
      }
      throw new LettersException(
          "Kafka does not describe the topic '"
              + topic
              + "': "
              + Throwables.getRootCause(e).getMessage(),
          e);
    }
  }

  /**
   * Sends a letter's record to its first topic, and the letter's mark.
   *
   * @param partition the partition of the letter
   */
  void send(Letter letter, int partition) {
    try {
      if (openRecords > 0
          && (openRecords >= MAX_RECORDS
              || openBytes >= MAX_BYTES
              || System.nanoTime() - openedNanos > MAX_OPEN_NANOS)) {
        commit();
      }
      pace.acquire();
      if (openRecords == 0) {
        producer.beginTransaction();
        openedNanos = System.nanoTime();
      }
      openRecords++;
      openBytes += letter.payload().length;
      // If a send fails, the commit fails, so the results need no check.
      var unused = producer.send(record(letter));
      var unusedToo = producer.send(mark(letter, partition));
    } catch (KafkaException e) {
      throw problem(e);
    }
  }

  /** Commits the last transaction. */
  void finish() {
    try {
      if (openRecords > 0) {
        commit();
      }
    } catch (KafkaException e) {
      throw problem(e);
    }
  }

  private void commit() {
    producer.commitTransaction();
    openRecords = 0;
    openBytes = 0;
  }

  private ProducerRecord<byte[], byte[]> record(Letter letter) {
    TopicPartition from = Objects.requireNonNull(letter.partition());
    String job = consumerGroup == null ? letter.job() : consumerGroup;
    return new ProducerRecord<>(
        from.topic(),
        from.partition() < partitions.getOrDefault(from.topic(), 0) ? from.partition() : null,
        null,
        null,
        letter.payload(),
        ReplayHeaders.of(letter.source(), job, letter.came()));
  }

  private ProducerRecord<byte[], byte[]> mark(Letter letter, int partition) {
    return new ProducerRecord<>(
        letters,
        partition,
        null,
        utf8(letter.source()),
        null,
        List.of(
            header(LetterHeaders.SOURCE, letter.source()),
            header(LetterHeaders.JOB, letter.job()),
            header(LetterHeaders.REPLAYED, Instant.now().toString())));
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private LettersException problem(KafkaException e) {
    if (e instanceof ProducerFencedException) {
      return new LettersException(
          "Another replay of the topic '"
              + letters
              + "' has begun and sends the rest; let it finish.",
          e);
    }
    return new LettersException(
        "Kafka does not take the records again: "
            + Throwables.getRootCause(e).getMessage()
            + "; fix that and replay again: nothing is sent twice.",
        e);
  }

  /** Closes the producer; an open transaction is aborted. */
  @Override
  public void close() {
    producer.close(PATIENCE);
  }
}
