package io.quipu.io.files.tail;

import io.quipu.io.files.tail.content.FilePattern;
import io.quipu.io.files.tail.content.TailLimits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * A source of the lines of files that are being written. Each split looks at all files, and reads
 * the contents whose first lines belong to it. So the number of splits is fixed for the life of a
 * checkpoint, and no split must know what another one does.
 */
final class TailSource extends UnboundedSource<TailBatch, TailMark> {
  private static final long serialVersionUID = 1L;

  private final FilePattern pattern;
  private final String name;
  private final byte[] start;
  private final int split;
  private final int splits;
  private final TailLimits limits;
  private final Clock clock;

  /**
   * @param name under which {@link TailEnds} knows how far it has read
   * @param start where it begins without a checkpoint, and in which stream time
   * @param splits how many parts it has
   */
  TailSource(
      FilePattern pattern,
      String name,
      TailMark start,
      int splits,
      TailLimits limits,
      Clock clock) {
    this(pattern, name, start.toBytes(), -1, splits, limits, clock);
  }

  private TailSource(
      FilePattern pattern,
      String name,
      byte[] start,
      int split,
      int splits,
      TailLimits limits,
      Clock clock) {
    this.pattern = pattern;
    this.name = name;
    this.start = start;
    this.split = split;
    this.splits = splits;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public List<TailSource> split(int desiredNumSplits, PipelineOptions options) {
    List<TailSource> all = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      all.add(new TailSource(pattern, name, start, i, splits, limits, clock));
    }
    return all;
  }

  @Override
  public TailReader createReader(PipelineOptions options, @Nullable TailMark mark) {
    return new TailReader(this, mark == null ? TailMark.fromBytes(start) : mark, clock);
  }

  FilePattern pattern() {
    return pattern;
  }

  String name() {
    return name;
  }

  TailLimits limits() {
    return limits;
  }

  /** Which part it is, from 0; a source that was not split is the only one. */
  int split() {
    return Math.max(0, split);
  }

  int splits() {
    return split < 0 ? 1 : splits;
  }

  @Override
  public Coder<TailMark> getCheckpointMarkCoder() {
    return new TailMark.Coder();
  }

  @Override
  public Coder<TailBatch> getOutputCoder() {
    return new TailBatch.Coder();
  }
}
