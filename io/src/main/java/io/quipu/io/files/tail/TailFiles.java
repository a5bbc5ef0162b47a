package io.quipu.io.files.tail;

import com.google.auto.value.AutoValue;
import io.quipu.io.files.tail.content.ContentMark;
import io.quipu.io.files.tail.content.FilePattern;
import io.quipu.io.files.tail.content.TailLimits;
import io.quipu.model.event.RawRecord;
import io.quipu.store.jobs.RunFile;
import io.quipu.transforms.progress.ReadOutputs;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Reads files of JSON lines while they are written, as {@code tail -F} does: files that appear
 * later, files that are rotated by another name or by a copy that is then truncated, and rotated
 * files that are compressed.
 *
 * <p>Out: {@link RawRecord}s with the unchanged bytes of whole lines. A last line without its end
 * waits until it has one; the last line of a compressed file needs none. The position of a record
 * has the name that its file had before it was rotated, a hash of the first line, and the number of
 * the line. Blank lines are skipped. A line of more than 16 MiB becomes several records.
 *
 * <p>Guarantee: each line once, if the runner has exactly-once checkpoints, as long as a file with
 * it can be read. A content is known by its bytes, so a copy of it, also a compressed one, is not
 * read again. If a file was truncated, replaced or deleted, and no copy has the rest, that is told:
 * by the counter {@code files-cut-off} and a line in the log. Files are found by polling once a
 * second, so this works on network file systems. All workers must see the same files under the same
 * names.
 *
 * <p>Time: the time at which a line is read; see {@link TailReader} for restarts. State: about 500
 * bytes for each file that is there or was there in the last day.
 *
 * <pre>{@code
 * pipeline.apply("Tail", TailFiles.of(FilePattern.of("/var/log/app/*.jsonl")));
 * }</pre>
 */
@AutoValue
public abstract class TailFiles extends PTransform<PBegin, PCollection<RawRecord>> {
  private static final long serialVersionUID = 1L;

  /**
   * The number of readers; fixed for the life of a checkpoint. Each looks at all files, so more
   * would cost more. A file is read by one of them.
   */
  public static final int READERS = 8;

  abstract FilePattern pattern();

  abstract String name();

  abstract Instant since();

  abstract List<RunFile> start();

  /** Reads files from their beginnings. */
  public static TailFiles of(FilePattern pattern) {
    return new AutoValue_TailFiles(pattern, pattern.toString(), Instant.now(), List.of());
  }

  /**
   * Names the tail, so that {@link TailEnds} can say how far it has read.
   *
   * @param name another one for each run in this process
   * @param since when the run began: stream time is not before it
   */
  public TailFiles named(String name, Instant since) {
    return new AutoValue_TailFiles(pattern(), name, since, start());
  }

  /**
   * Continues where an earlier run has ended.
   *
   * @param files what it has read, from {@link TailEnds#files}
   */
  public TailFiles continuing(List<RunFile> files) {
    return new AutoValue_TailFiles(pattern(), name(), since(), List.copyOf(files));
  }

  @Override
  public PCollection<RawRecord> expand(PBegin begin) {
    return read(begin).get(ReadOutputs.RECORDS);
  }

  /** The same with all outputs of {@link ReadOutputs}. */
  public PTransform<PBegin, PCollectionTuple> withPositions() {
    return new WithPositions(this);
  }

  private PCollectionTuple read(PBegin begin) {
    return begin
        .apply("Lines", Read.from(source()))
        .apply(
            "ToRecords",
            ParDo.of(new ToRecordsFn())
                .withOutputTags(ReadOutputs.RECORDS, TupleTagList.of(ReadOutputs.POSITIONS)));
  }

  private TailSource source() {
    return new TailSource(
        pattern(),
        name(),
        new TailMark(
            since().toEpochMilli(), 0, start().stream().map(ContentMark::of).toList(), null),
        READERS,
        TailLimits.DEFAULT,
        Clock.systemUTC());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(DisplayData.item("files", pattern().toString()).withLabel("Files that are read"));
  }

  /** Has all outputs. */
  private static final class WithPositions extends PTransform<PBegin, PCollectionTuple> {
    private static final long serialVersionUID = 1L;

    private final TailFiles tail;

    WithPositions(TailFiles tail) {
      this.tail = tail;
    }

    @Override
    public PCollectionTuple expand(PBegin begin) {
      return tail.read(begin);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      tail.populateDisplayData(builder);
    }
  }
}
