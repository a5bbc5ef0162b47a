package io.quipu.io.kafka.read;

import io.quipu.io.kafka.Messages;
import io.quipu.io.kafka.ReplayHeaders;
import io.quipu.io.kafka.log.LogWatch;
import io.quipu.model.event.RawRecord;
import io.quipu.model.progress.ReadPosition;
import io.quipu.transforms.progress.ReadOutputs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keeps each message's value and position. */
final class ToRecordsFn extends DoFn<List<KafkaRecord<byte[], byte[]>>, RawRecord> {
  private static final long serialVersionUID = 1L;
  private final Counter records = Metrics.counter("quipu", "records-read");
  private final Counter ofOthers = Metrics.counter("quipu", "replays-of-others");
  private final Counter lost = Metrics.counter("quipu", "records-lost");
  private final Gauge behind = Metrics.gauge("quipu", "behind-ms");
  private final String groupName;
  private final byte[] group;
  private transient long read;
  private transient long latest;
  // When the last record of each partition was appended.
  private transient Map<TopicPartition, Long> appended;

  ToRecordsFn(String group) {
    this.groupName = group;
    this.group = ReplayHeaders.utf8(group);
    this.appended = new HashMap<>();
  }

  @Setup
  public void setup() {
    appended = new HashMap<>();
  }

  @StartBundle
  public void startBundle() {
    read = 0;
  }

  @FinishBundle
  public void finishBundle() {
    if (read > 0) {
      records.inc(read);
      // The age of the last record since it was appended: milliseconds in a job that keeps up.
      behind.set(Math.max(0, System.currentTimeMillis() - latest));
      lost.inc(LogWatch.of(groupName).takeLost());
    }
  }

  @ProcessElement
  public void process(
      @Element List<KafkaRecord<byte[], byte[]>> messages,
      @Timestamp Instant time,
      MultiOutputReceiver out) {
    if (PositionRecords.isPosition(messages.get(0))) {
      outputPositions(messages, out.get(ReadOutputs.POSITIONS));
      return;
    }
    OutputReceiver<RawRecord> records = out.get(ReadOutputs.RECORDS);
    read += messages.size();
    latest = time.getMillis();
    for (KafkaRecord<byte[], byte[]> message : messages) {
      Headers headers = message.getHeaders();
      if (headers != null && ReplayHeaders.isForOthers(headers, group)) {
        ofOthers.inc();
        continue;
      }
      long came = came(message, time);
      if (headers != null && ReplayHeaders.came(headers).isPresent()) {
        out.get(ReadOutputs.REPLAYED).output((int) TimeUnit.MILLISECONDS.toHours(came));
      }
      records.output(
          Messages.record(
              message.getTopic(),
              message.getPartition(),
              message.getOffset(),
              message.getKV().getValue(),
              came));
    }
    noteAppended(messages);
  }

  private static long came(KafkaRecord<byte[], byte[]> message, Instant time) {
    boolean isAppendTime = message.getTimestampType() == KafkaTimestampType.LOG_APPEND_TIME;
    return Messages.came(
        message.getHeaders(), isAppendTime ? message.getTimestamp() : time.getMillis());
  }

  private void noteAppended(List<KafkaRecord<byte[], byte[]>> messages) {
    @Nullable TopicPartition partition = null;
    for (int i = messages.size() - 1; i >= 0; i--) {
      KafkaRecord<byte[], byte[]> message = messages.get(i);
      boolean same =
          partition != null
              && partition.partition() == message.getPartition()
              && partition.topic().equals(message.getTopic());
      if (!same && message.getTimestampType() == KafkaTimestampType.LOG_APPEND_TIME) {
        partition = new TopicPartition(message.getTopic(), message.getPartition());
        appended.merge(partition, message.getTimestamp(), Math::max);
      }
    }
  }

  /** A record that follows was not appended before the last one. */
  private void outputPositions(
      List<KafkaRecord<byte[], byte[]>> positions, OutputReceiver<ReadPosition> out) {
    for (KafkaRecord<byte[], byte[]> position : positions) {
      TopicPartition partition = new TopicPartition(position.getTopic(), position.getPartition());
      ReadPosition read =
          PositionRecords.position(position, appended.getOrDefault(partition, LogEnds.UNKNOWN));
      if (read.upTo() != LogEnds.UNKNOWN) {
        out.output(read);
      }
    }
  }
}
