package io.quipu.io.kafka.read;

import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.joda.time.Instant;

/** A reader of numbers, each of which is its own timestamp; the test decides when each comes. */
abstract class StubReader extends UnboundedReader<Long> {
  /** What {@link #advance} found. */
  long current;

  /** As a reader's, but it never fails. */
  @Override
  public abstract boolean advance();

  @Override
  public boolean start() {
    return advance();
  }

  @Override
  public Long getCurrent() {
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    return Instant.ofEpochMilli(current);
  }

  @Override
  public Instant getWatermark() {
    return Instant.ofEpochMilli(current);
  }

  @Override
  public CheckpointMark getCheckpointMark() {
    return CheckpointMark.NOOP_CHECKPOINT_MARK;
  }

  @Override
  public UnboundedSource<Long, ?> getCurrentSource() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
