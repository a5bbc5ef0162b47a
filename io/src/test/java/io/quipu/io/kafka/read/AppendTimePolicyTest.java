package io.quipu.io.kafka.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.io.kafka.TimestampPolicy.PartitionContext;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class AppendTimePolicyTest {
  private static final long START = 1_793_491_200_000L;
  private static final long UNKNOWN = -1;

  private final HandClock clock = new HandClock(START);
  private final Backlog backlog = new Backlog();
  private final AppendTimePolicy policy = new AppendTimePolicy(Optional.empty(), clock);

  @Test
  void aRecordHasItsAppendTimeAndTheWatermarkFollows() {
    assertThat(timeOf(appended(START - 7_000)), equalTo(START - 7_000));
    assertThat(watermark(), equalTo(START - 7_000));
  }

  @Test
  void aRecordWithoutAppendTimeHasTheTimeAtWhichItIsRead() {
    for (KafkaTimestampType type :
        new KafkaTimestampType[] {
          KafkaTimestampType.CREATE_TIME, KafkaTimestampType.NO_TIMESTAMP_TYPE
        }) {
      clock.now += 10;
      assertThat(timeOf(record(type, 5)), equalTo(clock.now));
      assertThat(watermark(), equalTo(clock.now));
    }
  }

  @Test
  void theWatermarkNeverGoesBack() {
    assertThat(timeOf(appended(START - 100)), equalTo(START - 100));
    assertThat(timeOf(appended(START - 300)), equalTo(START - 300));
    assertThat(watermark(), equalTo(START - 100));
  }

  @Test
  void anIdlePartitionFollowsTheClockALittleBehind() {
    timeOf(appended(START - 7_000));
    clock.now += AppendTimePolicy.IDLE_MS;
    assertThat(watermark(), equalTo(START - 7_000));
    clock.now += 1;
    assertThat(watermark(), equalTo(clock.now - AppendTimePolicy.IDLE_MS));
    clock.now += 1_000;
    assertThat(watermark(), equalTo(clock.now - AppendTimePolicy.IDLE_MS));
  }

  @Test
  void anEmptyPartitionFollowsTheClockToo() {
    assertThat(policy.getWatermark(backlog), equalTo(BoundedWindow.TIMESTAMP_MIN_VALUE));
    clock.now += AppendTimePolicy.IDLE_MS + 1;
    assertThat(watermark(), equalTo(START + 1));
  }

  @Test
  void aRecordAfterAPauseKeepsItsTimeAndDoesNotTurnTheWatermarkBack() {
    clock.now += 1_000;
    assertThat(watermark(), equalTo(clock.now - AppendTimePolicy.IDLE_MS));
    assertThat(timeOf(appended(START)), equalTo(START));
    assertThat(watermark(), equalTo(clock.now - AppendTimePolicy.IDLE_MS));
  }

  @Test
  void aBacklogHoldsTheWatermark() {
    timeOf(appended(START - 60_000));
    backlog.messages = 1;
    clock.now += AppendTimePolicy.MARKERS_MS;
    assertThat(watermark(), equalTo(START - 60_000));
  }

  @Test
  void aBacklogThatIsNotKnownYetHoldsTheWatermark() {
    backlog.messages = UNKNOWN;
    clock.now += AppendTimePolicy.MARKERS_MS;
    assertThat(policy.getWatermark(backlog), equalTo(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  @Test
  void aPartitionReadBeyondItsKnownEndIsIdle() {
    timeOf(appended(START));
    backlog.messages = 1;
    assertThat(watermark(), equalTo(START));
    backlog.messages = UNKNOWN;
    clock.now += AppendTimePolicy.IDLE_MS + 1;
    assertThat(watermark(), equalTo(START + 1));
  }

  @Test
  void aBacklogWithoutRecordsIsTransactionMarkers() {
    timeOf(appended(START));
    backlog.messages = 1;
    clock.now += AppendTimePolicy.MARKERS_MS + 1;
    assertThat(watermark(), equalTo(clock.now - AppendTimePolicy.IDLE_MS));
  }

  @Test
  void aRestoredPartitionGoesOnFromItsWatermark() {
    AppendTimePolicy restored =
        new AppendTimePolicy(Optional.of(Instant.ofEpochMilli(START - 9_000)), clock);
    assertThat(restored.getWatermark(backlog).getMillis(), equalTo(START - 9_000));
  }

  private long watermark() {
    return policy.getWatermark(backlog).getMillis();
  }

  private long timeOf(KafkaRecord<byte[], byte[]> record) {
    return policy.getTimestampForRecord(backlog, record).getMillis();
  }

  private static KafkaRecord<byte[], byte[]> appended(long time) {
    return record(KafkaTimestampType.LOG_APPEND_TIME, time);
  }

  private static KafkaRecord<byte[], byte[]> record(KafkaTimestampType type, long time) {
    return new KafkaRecord<>(
        "events", 0, 0, time, type, new RecordHeaders(), new byte[0], new byte[0]);
  }

  /** A partition with a given backlog. */
  private static final class Backlog extends PartitionContext {
    private long messages;

    @Override
    public long getMessageBacklog() {
      return messages;
    }

    @Override
    public Instant getBacklogCheckTime() {
      return Instant.ofEpochMilli(START);
    }
  }

  /** A clock that moves only when the test moves it. */
  private static final class HandClock extends Clock {
    private long now;

    HandClock(long now) {
      this.now = now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long millis() {
      return now;
    }

    @Override
    public java.time.Instant instant() {
      return java.time.Instant.ofEpochMilli(now);
    }
  }
}
