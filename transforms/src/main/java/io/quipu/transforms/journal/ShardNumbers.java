package io.quipu.transforms.journal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers of shards, each once at each start of the job, also from a checkpoint. It does
 * not hold stream time.
 *
 * <p>Beside an unbounded input it never ends, because a savepoint of a job of which a source has
 * ended cannot be continued with every other graph. Beside a bounded input it ends.
 *
 * <p>Beam's {@code Impulse} would do, but a runner may give ids to sources alone. It then derives
 * the id of an {@code Impulse} from its place in the graph, and refuses a savepoint for another
 * parallelism, in which the place is another one.
 */
final class ShardNumbers extends UnboundedSource<Integer, ShardNumbers.Mark> {
  private static final long serialVersionUID = 1L;

  private final int first;
  private final int step;
  private final int end;
  private final Instant lastWatermark;

  /** The position of a reader; a new reader begins anew, so it is empty. */
  record Mark() implements CheckpointMark, Serializable {
    @Override
    public void finalizeCheckpoint() {}
  }

  private ShardNumbers(int first, int step, int end, Instant lastWatermark) {
    this.first = first;
    this.step = step;
    this.end = end;
    this.lastWatermark = lastWatermark;
  }

  /**
   * The numbers from 0 on.
   *
   * @param shards how many numbers
   * @param beside the input of the job
   */
  static ShardNumbers upTo(int shards, PCollection.IsBounded beside) {
    Instant last = BoundedWindow.TIMESTAMP_MAX_VALUE;
    boolean ends = beside == PCollection.IsBounded.BOUNDED;
    return new ShardNumbers(0, 1, shards, ends ? last : last.minus(Duration.millis(1)));
  }

  @Override
  public List<ShardNumbers> split(int desiredNumSplits, PipelineOptions options) {
    List<ShardNumbers> splits = new ArrayList<>();
    for (int i = 0; i < desiredNumSplits; i++) {
      splits.add(new ShardNumbers(first + i * step, step * desiredNumSplits, end, lastWatermark));
    }
    return splits;
  }

  @Override
  public UnboundedReader<Integer> createReader(PipelineOptions options, @Nullable Mark mark) {
    return new Reader(this);
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return SerializableCoder.of(Mark.class);
  }

  @Override
  public Coder<Integer> getOutputCoder() {
    return VarIntCoder.of();
  }

  private static final class Reader extends UnboundedReader<Integer> {
    private final ShardNumbers source;
    private int next;
    private @Nullable Integer current;

    Reader(ShardNumbers source) {
      this.source = source;
      this.next = source.first;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (next >= source.end) {
        return false;
      }
      current = next;
      next += source.step;
      return true;
    }

    @Override
    public Integer getCurrent() {
      if (current == null) {
        throw new NoSuchElementException("Nothing was read yet.");
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @Override
    public Instant getWatermark() {
      return next < source.end ? BoundedWindow.TIMESTAMP_MIN_VALUE : source.lastWatermark;
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark();
    }

    @Override
    public ShardNumbers getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
