package io.quipu.io.kafka.read;

import io.quipu.io.ReadGate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source that returns the available elements of another source in batches.
 *
 * <p>A runner may update all metrics of the source for each element that it reads: that was 18% of
 * the Statistic job's work. With batches it does so once for hundreds of records
 * (docs/performance.md).
 *
 * <p>A batch has the timestamp of its last element. A reader of Kafka also returns its positions,
 * once a second, as a batch of {@link PositionRecords}.
 */
final class BatchSource<T, M extends UnboundedSource.CheckpointMark>
    extends UnboundedSource<List<T>, M> {
  private static final long serialVersionUID = 1L;

  /**
   * The most elements of a batch: they take some milliseconds, for which a checkpoint barrier
   * waits.
   */
  private static final int MAX_BATCH = 500;

  private final UnboundedSource<T, M> source;

  BatchSource(UnboundedSource<T, M> source) {
    this.source = source;
  }

  @Override
  public List<BatchSource<T, M>> split(int desiredNumSplits, PipelineOptions options)
      throws Exception {
    List<BatchSource<T, M>> splits = new ArrayList<>();
    for (UnboundedSource<T, M> split : source.split(desiredNumSplits, options)) {
      splits.add(new BatchSource<>(split));
    }
    return splits;
  }

  @Override
  public BatchReader<T> createReader(PipelineOptions options, @Nullable M mark) throws IOException {
    return new BatchReader<>(this, source.createReader(options, mark), System::nanoTime);
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
  public Coder<List<T>> getOutputCoder() {
    return ListCoder.of(source.getOutputCoder());
  }

  @Override
  public void validate() {
    source.validate();
  }

  /** Reads elements until the batch is full, or until it had to wait for an element. */
  static final class BatchReader<T> extends ReaderAround<T, List<T>> {
    /** A read that takes longer than this had to wait for the element. */
    private static final long WAITED_NANOS = 500_000;

    private static final long POSITIONS_EVERY_NANOS = 1_000_000_000;

    private final UnboundedReader<T> reader;
    private final LongSupplier nanoTime;
    private List<T> batch = new ArrayList<>();
    private @Nullable Instant last;
    private final LogEnds ends;
    private Instant latest = BoundedWindow.TIMESTAMP_MIN_VALUE;
    private long lastPositions;

    BatchReader(
        UnboundedSource<List<T>, ?> source, UnboundedReader<T> reader, LongSupplier nanoTime) {
      super(source, reader);
      this.reader = reader;
      this.nanoTime = nanoTime;
      this.ends = reader instanceof GrowingReader growing ? growing.ends() : new LogEnds();
    }

    @Override
    public boolean start() throws IOException {
      lastPositions = nanoTime.getAsLong();
      return collect(reader.start());
    }

    @Override
    public boolean advance() throws IOException {
      return ReadGate.isOpen() && (collectPositions() || collect(reader.advance()));
    }

    /**
     * Once a second, returns the positions of the reader in place of a batch. Their timestamp is
     * not before that of any batch before them.
     */
    private boolean collectPositions() {
      long now = nanoTime.getAsLong();
      if (now - lastPositions < POSITIONS_EVERY_NANOS) {
        return false;
      }
      lastPositions = now;
      CheckpointMark mark = reader.getCheckpointMark();
      @SuppressWarnings("unchecked") // Only a reader of Kafka has positions.
      List<T> positions = (List<T>) PositionRecords.of(mark, ends);
      if (positions.isEmpty()) {
        return false;
      }
      batch = positions;
      // The times of the mark also cover what was read before a restart.
      latest = later(later(latest, reader.getWatermark()), PositionRecords.latest(mark));
      last = latest;
      return true;
    }

    private boolean collect(boolean found) throws IOException {
      if (!found) {
        return false;
      }
      // A new list for each batch, because later stages may keep the old one.
      batch = new ArrayList<>();
      long before = nanoTime.getAsLong();
      boolean more = true;
      boolean atOnce = true;
      while (more) {
        batch.add(reader.getCurrent());
        Instant time = reader.getCurrentTimestamp();
        last = time;
        latest = later(latest, time);
        more = atOnce && batch.size() < MAX_BATCH && reader.advance();
        long now = nanoTime.getAsLong();
        atOnce = now - before < WAITED_NANOS;
        before = now;
      }
      return true;
    }

    private static Instant later(Instant one, Instant other) {
      return one.isAfter(other) ? one : other;
    }

    @Override
    public List<T> getCurrent() throws NoSuchElementException {
      if (last == null) {
        throw new NoSuchElementException("Nothing was read yet.");
      }
      return batch;
    }

    @Override
    public Instant getCurrentTimestamp() throws NoSuchElementException {
      if (last == null) {
        throw new NoSuchElementException("Nothing was read yet.");
      }
      return last;
    }
  }
}
