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
 * A source that gives what another one has, in its own way. All but that way is the other one's.
 *
 * @param <S> what the source around which this is gives
 * @param <T> what this one gives
 */
abstract class SourceAround<S, T, M extends UnboundedSource.CheckpointMark>
    extends UnboundedSource<T, M> {
  private static final long serialVersionUID = 1L;

  private final UnboundedSource<S, M> source;

  SourceAround(UnboundedSource<S, M> source) {
    this.source = source;
  }

  /** The same around a part of the source. */
  abstract SourceAround<S, T, M> around(UnboundedSource<S, M> part);

  /** A reader of this source around one of the other. */
  abstract ReaderAround<S, T> reader(UnboundedReader<S> reader);

  /** The coder of what this one gives. */
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

  /** Its reader: where the other one is, this one is. */
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
