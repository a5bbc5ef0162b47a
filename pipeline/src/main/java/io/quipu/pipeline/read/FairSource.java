package io.quipu.pipeline.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source whose readers do not hold one another up.
 *
 * <p>KafkaIO's reader waits up to 20 ms for a record. Beam's Flink runner asks all readers of a
 * task in turn, in one thread, and takes one record of each; so a single silent partition would
 * leave the others of its task some hundred records a second. Here a reader that had to wait in
 * vain is not asked again for a while that is long beside its wait.
 */
final class FairSource<T, M extends UnboundedSource.CheckpointMark> extends UnboundedSource<T, M> {
  private static final long serialVersionUID = 1L;

  private final UnboundedSource<T, M> source;

  FairSource(UnboundedSource<T, M> source) {
    this.source = source;
  }

  @Override
  public List<FairSource<T, M>> split(int desiredNumSplits, PipelineOptions options)
      throws Exception {
    List<FairSource<T, M>> splits = new ArrayList<>();
    for (UnboundedSource<T, M> split : source.split(desiredNumSplits, options)) {
      splits.add(new FairSource<>(split));
    }
    return splits;
  }

  @Override
  public UnboundedReader<T> createReader(PipelineOptions options, @Nullable M mark)
      throws IOException {
    return new FairReader<>(this, source.createReader(options, mark), System::nanoTime);
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
    return source.getOutputCoder();
  }

  @Override
  public void validate() {
    source.validate();
  }

  /** Asks a reader for records, unless it has just waited for one. */
  static final class FairReader<T> extends UnboundedReader<T> {
    /** A reader that waits in vain takes at most about this part of its task's time. */
    private static final int REST_PER_WAIT = 10;

    /** More would be felt in the latency of a topic that is nearly idle. */
    private static final long MAX_REST_NANOS = 20_000_000;

    private final UnboundedSource<T, ?> source;
    private final UnboundedReader<T> reader;
    private final LongSupplier nanoTime;
    private long restSince;
    private long restNanos;

    FairReader(UnboundedSource<T, ?> source, UnboundedReader<T> reader, LongSupplier nanoTime) {
      this.source = source;
      this.reader = reader;
      this.nanoTime = nanoTime;
    }

    @Override
    public boolean start() throws IOException {
      return reader.start();
    }

    @Override
    public boolean advance() throws IOException {
      long before = nanoTime.getAsLong();
      if (restNanos > 0 && before - restSince < restNanos) {
        return false;
      }
      boolean found = reader.advance();
      if (found) {
        restNanos = 0;
      } else {
        restSince = nanoTime.getAsLong();
        restNanos = Math.min((restSince - before) * REST_PER_WAIT, MAX_REST_NANOS);
      }
      return found;
    }

    @Override
    public T getCurrent() throws NoSuchElementException {
      return reader.getCurrent();
    }

    @Override
    public Instant getCurrentTimestamp() throws NoSuchElementException {
      return reader.getCurrentTimestamp();
    }

    @Override
    public byte[] getCurrentRecordId() throws NoSuchElementException {
      return reader.getCurrentRecordId();
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
