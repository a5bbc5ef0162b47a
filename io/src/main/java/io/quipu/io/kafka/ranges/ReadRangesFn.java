package io.quipu.io.kafka.ranges;

import io.quipu.io.kafka.KafkaReadException;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.Messages;
import io.quipu.io.kafka.ReplayHeaders;
import io.quipu.io.kafka.log.LogGap;
import io.quipu.model.event.RawRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the records of ranges. */
final class ReadRangesFn extends DoFn<OffsetRange, RawRecord> {
  private static final long serialVersionUID = 1L;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Counter read = Metrics.counter("quipu", "records-read");
  private final Counter ofOthers = Metrics.counter("quipu", "replays-of-others");
  private final KafkaSettings settings;
  private final byte[] group;
  private transient @Nullable KafkaConsumer<byte[], byte[]> consumer;

  ReadRangesFn(KafkaSettings settings, String group) {
    this.settings = settings;
    this.group = ReplayHeaders.utf8(group);
  }

  @Setup
  public void setup() {
    consumer =
        new KafkaConsumer<>(
            settings.clientProperties(
                Map.of(
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "none",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false,
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    false,
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                    "read_committed",
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                    5_000,
                    ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                    4 << 20)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  @ProcessElement
  public void process(@Element OffsetRange range, OutputReceiver<RawRecord> out)
      throws IOException {
    KafkaConsumer<byte[], byte[]> open = Objects.requireNonNull(consumer);
    TopicPartition partition = range.topicPartition();
    open.assign(List.of(partition));
    open.seek(partition, range.from());
    try {
      // Gaps of the log, such as the marks of transactions, have offsets but no records.
      long reached = range.from();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (reached < range.to()) {
        for (ConsumerRecord<byte[], byte[]> message : open.poll(POLL)) {
          if (message.offset() < range.to()) {
            output(message, out);
          }
        }
        long next = open.position(partition);
        if (next > reached) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() > deadline) {
          // The runner tries the range again.
          throw new IOException(
              "Kafka returns no more records of %s after offset %d; check that it runs, and that the"
                      .formatted(partition, reached)
                  + " topic exists.");
        }
        reached = next;
      }
    } catch (OffsetOutOfRangeException e) {
      throw gone(open, partition, range, e);
    } catch (AuthenticationException | AuthorizationException e) {
      throw KafkaReadException.refused(e);
    }
  }

  private void output(ConsumerRecord<byte[], byte[]> message, OutputReceiver<RawRecord> out) {
    if (ReplayHeaders.isForOthers(message.headers(), group)) {
      ofOthers.inc();
      return;
    }
    read.inc();
    long came = Messages.came(message);
    out.outputWithTimestamp(
        Messages.record(
            message.topic(), message.partition(), message.offset(), message.value(), came),
        Instant.ofEpochMilli(came));
  }

  private static KafkaReadException gone(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      OffsetRange range,
      OffsetOutOfRangeException e) {
    long first = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    String what =
        LogGap.between(partition, range.from(), first, Long.MAX_VALUE)
            .map(gap -> "Kafka has deleted %,d records of %s".formatted(gap.lost(), partition))
            .orElse("The log of " + partition + " has changed");
    return new KafkaReadException(
        what
            + " while they were counted. Count again into another --keyspace, and keep records"
            + " longer (retention.ms).",
        e);
  }

  @Teardown
  public void teardown() {
    if (consumer != null) {
      consumer.close();
    }
  }
}
