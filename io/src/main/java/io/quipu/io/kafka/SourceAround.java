package io.quipu.io.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source that wraps another one and changes only how its reader returns elements.
 *
 * @param <S> the element type of the wrapped source
 * @param <T> the element type of this source
 */
abstract class SourceAround<S, T, M extends UnboundedSource.CheckpointMark>
    extends UnboundedSource<T, M> {
  private static final long serialVersionUID = 1L;

  private final UnboundedSource<S, M> source;

  SourceAround(UnboundedSource<S, M> source) {
    this.source = source;
  }

  /** Wraps a part of the source in the same way. */
  abstract SourceAround<S, T, M> around(UnboundedSource<S, M> part);

  /** Wraps a reader of the other source. */
  abstract ReaderAround<S, T> reader(UnboundedReader<S> reader);

  /** Returns the coder of this source's elements. */
  abstract Coder<T> coder(Coder<S> coder);

  @Override
  public List<SourceAround<S, T, M>> split(int desiredNumSplits, PipelineOptions options)
      throws Exception {
    List<SourceAround<S, T, M>> splits = new ArrayList<>();
    for (UnboundedSource<S, M> split : source.split(desiredNumSplits, options)) {
      splits.add(around(split));
    }
    return splits;
  }

  @Override
  public UnboundedReader<T> createReader(PipelineOptions options, @Nullable M mark)
      throws IOException {
    return reader(source.createReader(options, mark));
  }

  @Override
  public Coder<M> getCheckpointMarkCoder() {
    return source.getCheckpointMarkCoder();
  }

  @Override
  public boolean requiresDeduping() {
    return source.requiresDeduping();
  }

  @Override
  public Coder<T> getOutputCoder() {
    return coder(source.getOutputCoder());
  }

  @Override
  public void validate() {
    source.validate();
  }

  /** A reader that wraps another one and has the same position. */
  abstract static class ReaderAround<S, T> extends UnboundedReader<T> {
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
}
