package io.quipu.io.kafka.read;

import java.io.IOException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.joda.time.Instant;

/**
 * A reader that wraps another one, has the same position, and changes only how elements are
 * returned.
 *
 * @param <S> the element type of the wrapped reader
 * @param <T> the element type of this reader
 */
abstract class ReaderAround<S, T> extends UnboundedReader<T> {
  private final UnboundedSource<T, ?> source;
  private final UnboundedReader<S> reader;

  ReaderAround(UnboundedSource<T, ?> source, UnboundedReader<S> reader) {
    this.source = source;
    this.reader = reader;
  }

  @Override
  public Instant getWatermark() {
    return reader.getWatermark();
  }

  @Override
  public UnboundedSource.CheckpointMark getCheckpointMark() {
    return reader.getCheckpointMark();
  }

  @Override
  public long getSplitBacklogBytes() {
    return reader.getSplitBacklogBytes();
  }

  @Override
  public long getTotalBacklogBytes() {
    return reader.getTotalBacklogBytes();
  }

  @Override
  public UnboundedSource<T, ?> getCurrentSource() {
    return source;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
