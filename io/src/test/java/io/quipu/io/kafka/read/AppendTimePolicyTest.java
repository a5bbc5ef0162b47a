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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class AppendTimePolicyTest {
  private static final long START = 1_793_491_200_000L;
  private static final TopicPartition PARTITION = new TopicPartition("events", 0);

  private final HandClock clock = new HandClock(START);
  private final LogEnds ends = new LogEnds();
  private final AppendTimePolicy policy =
      new AppendTimePolicy(PARTITION, Optional.empty(), ends, clock);
  private long offset;

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
    atEnd();
    clock.now += AppendTimePolicy.IDLE_MS;
    assertThat(watermark(), equalTo(START - 7_000));
    clock.now += 1;
    assertThat(watermark(), equalTo(clock.now - AppendTimePolicy.IDLE_MS));
    clock.now += 1_000;
    assertThat(watermark(), equalTo(clock.now - AppendTimePolicy.IDLE_MS));
  }

  @Test
  void anEmptyPartitionFollowsTheClockToo() {
    atEnd();
    assertThat(watermark(), equalTo(BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()));
    clock.now += AppendTimePolicy.IDLE_MS + 1;
    assertThat(watermark(), equalTo(START + 1));
  }

  @Test
  void aRecordAfterAPauseKeepsItsTimeAndDoesNotTurnTheWatermarkBack() {
    atEnd();
    clock.now += 1_000;
    assertThat(watermark(), equalTo(clock.now - AppendTimePolicy.IDLE_MS));
    assertThat(timeOf(appended(START)), equalTo(START));
    assertThat(watermark(), equalTo(clock.now - AppendTimePolicy.IDLE_MS));
  }

  @Test
  void aPartitionThatWasNotReadToItsEndHoldsTheWatermark() {
    timeOf(appended(START - 60_000));
    clock.now += 100_000;
    assertThat(watermark(), equalTo(START - 60_000));
  }

  @Test
  void aPartitionOfWhichNothingIsKnownHoldsTheWatermark() {
    clock.now += 100_000;
    assertThat(watermark(), equalTo(BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()));
  }

  @Test
  void aRestoredPartitionWaitsAtItsWatermark() {
    AppendTimePolicy restored =
        new AppendTimePolicy(
            PARTITION, Optional.of(Instant.ofEpochMilli(START - 9_000)), ends, clock);
    clock.now += 100_000;
    assertThat(restored.getWatermark(new NoContext()).getMillis(), equalTo(START - 9_000));
    ends.notePolled(PARTITION, 0, LogEnds.UNKNOWN, true);
    assertThat(
        restored.getWatermark(new NoContext()).getMillis(),
        equalTo(clock.now - AppendTimePolicy.IDLE_MS));
  }

  private long watermark() {
    return policy.getWatermark(new NoContext()).getMillis();
  }

  /** The consumer has fetched all that the policy has seen, and there is no more. */
  private void atEnd() {
    ends.notePolled(PARTITION, offset, offset == 0 ? LogEnds.UNKNOWN : offset, true);
  }

  private long timeOf(KafkaRecord<byte[], byte[]> record) {
    return policy.getTimestampForRecord(new NoContext(), record).getMillis();
  }

  private KafkaRecord<byte[], byte[]> appended(long time) {
    return record(KafkaTimestampType.LOG_APPEND_TIME, time);
  }

  private KafkaRecord<byte[], byte[]> record(KafkaTimestampType type, long time) {
    return new KafkaRecord<>(
        "events", 0, offset++, time, type, new RecordHeaders(), new byte[0], new byte[0]);
  }

  /** What the policy does not look at. */
  private static final class NoContext extends PartitionContext {
    @Override
    public long getMessageBacklog() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant getBacklogCheckTime() {
      throw new UnsupportedOperationException();
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
