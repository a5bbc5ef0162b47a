package io.quipu.pipeline.read;

import com.google.auto.value.AutoValue;
import io.quipu.model.RawRecord;
import io.quipu.transforms.coders.RawRecordCoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * Reads files of JSON lines, each line a record; files that end in .gz, .bz2 or .zst are
 * uncompressed.
 *
 * <p>Out: {@link RawRecord}s with the line's bytes as they are, whatever they are. Blank lines are
 * nothing. A line of more than {@link LineSplitter#MAX_LINE} bytes becomes several records, so that
 * none needs more memory.
 *
 * <p>Guarantee: each line once. Time: when the line is read. State: none.
 */
@AutoValue
public abstract class ReadFiles extends PTransform<PBegin, PCollection<RawRecord>> {
  private static final long serialVersionUID = 1L;

  abstract String glob();

  /** Reads the files that match a glob, on any file system that Beam knows; there must be one. */
  public static ReadFiles of(String glob) {
    return new AutoValue_ReadFiles(glob);
  }

  @Override
  public PCollection<RawRecord> expand(PBegin begin) {
    return begin
        .apply(
            "Match",
            FileIO.match()
                .filepattern(glob())
                .withEmptyMatchTreatment(EmptyMatchTreatment.DISALLOW))
        .apply("Open", FileIO.readMatches())
        .apply("Lines", ParDo.of(new LinesFn()))
        .setCoder(RawRecordCoder.of());
  }

  /** Reads a file line by line. */
  private static final class LinesFn extends DoFn<FileIO.ReadableFile, RawRecord> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element FileIO.ReadableFile file, OutputReceiver<RawRecord> out)
        throws IOException {
      String name = file.getMetadata().resourceId().toString();
      long read = 0;
      try (InputStream in = Channels.newInputStream(file.open())) {
        LineSplitter lines = new LineSplitter(name, in);
        for (RawRecord line = lines.next(); line != null; line = lines.next()) {
          out.outputWithTimestamp(line, Instant.ofEpochMilli(line.streamTime()));
          read = line.position().offset();
        }
      } catch (IOException e) {
        throw new IOException(
            "The file '"
                + name
                + "' cannot be read beyond line "
                + read
                + " ("
                + e.getMessage()
                + "); if it is cut off or damaged, replace it.",
            e);
      }
    }
  }
}
