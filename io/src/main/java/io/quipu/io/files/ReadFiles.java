package io.quipu.io.files;

import com.google.auto.value.AutoValue;
import com.google.common.io.ByteStreams;
import io.quipu.model.event.RawRecord;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.List;
import org.apache.beam.sdk.io.Compression;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MetadataCoderV2;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * Reads files of JSON lines, in which each line is a record, and Avro files. It decompresses gzip,
 * bzip2 and Zstandard, whatever the files' names are ({@link EventFile}).
 *
 * <p>Out: {@link RawRecord}s with the unchanged bytes of the lines, or the JSON of the Avro
 * records. Blank lines are skipped, and so is a byte order mark before the first line. A line of
 * more than {@link LineSplitter#MAX_LINE} bytes becomes several records, so that none needs more
 * memory.
 *
 * <p>Guarantee: each line once. Time: the time at which the line is read. State: none.
 */
@AutoValue
public abstract class ReadFiles extends PTransform<PBegin, PCollection<RawRecord>> {
  private static final long serialVersionUID = 1L;

  /** Limits the checked files, because to open a file in an object store takes long. */
  private static final int MAX_CHECKED = 1000;

  abstract List<MatchResult.Metadata> files();

  /** Reads files on any file system that Beam knows. */
  public static ReadFiles of(List<MatchResult.Metadata> files) {
    return new AutoValue_ReadFiles(List.copyOf(files));
  }

  /**
   * Checks the first bytes of files, so that a job can be refused before it starts.
   *
   * @param files only the first {@value #MAX_CHECKED} are checked; the others are checked when they
   *     are read
   * @throws EventFileException if a file is not a file of events, or cannot be read
   */
  public static void check(List<MatchResult.Metadata> files) {
    for (MatchResult.Metadata file : files.subList(0, Math.min(MAX_CHECKED, files.size()))) {
      String name = file.resourceId().toString();
      try {
        EventFile.open(name, FileSystems.open(file.resourceId())).close();
      } catch (IOException e) {
        throw new EventFileException(unreadable(name, 0, e), e);
      }
    }
  }

  private static String unreadable(String name, long lines, IOException e) {
    return "The file '"
        + name
        + "' cannot be read beyond line "
        + lines
        + " ("
        + e.getMessage()
        + "); if it is cut off or damaged, replace it.";
  }

  @Override
  public PCollection<RawRecord> expand(PBegin begin) {
    return begin
        .apply("Files", Create.of(files()).withCoder(MetadataCoderV2.of()))
        .apply("Spread", Reshuffle.viaRandomKey())
        // Uncompressed by what is in the files, not by their names.
        .apply("Open", FileIO.readMatches().withCompression(Compression.UNCOMPRESSED))
        .apply("Lines", ParDo.of(new LinesFn()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(DisplayData.item("files", named()).withLabel("Files that are read"));
  }

  private String named() {
    List<MatchResult.Metadata> files = files();
    if (files.isEmpty()) {
      return "none";
    }
    String first = files.get(0).resourceId().toString();
    return files.size() == 1 ? first : files.size() + " files, the first of them " + first;
  }

  /** Reads a file line by line. */
  private static final class LinesFn extends DoFn<FileIO.ReadableFile, RawRecord> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element FileIO.ReadableFile file, OutputReceiver<RawRecord> out)
        throws IOException {
      String name = file.getMetadata().resourceId().toString();
      long read = 0;
      try (EventFile lines = open(name, file)) {
        for (RawRecord line = lines.next(); line != null; line = lines.next()) {
          out.outputWithTimestamp(line, Instant.ofEpochMilli(line.streamTime()));
          read = line.position().offset();
        }
      } catch (FileNotFoundException e) {
        throw new EventFileException(
            "The file '"
                + name
                + "' cannot be opened any more ("
                + e.getMessage()
                + "); put it back, or give the right to read it, and start again.",
            e);
      } catch (DamagedFileException e) {
        throw new EventFileException(unreadable(name, read, e), e);
      } catch (IOException e) {
        // The network, say: it may pass.
        throw new IOException(unreadable(name, read, e), e);
      }
    }

    /** What is added to the file while it is read is not part of this run. */
    private static EventFile open(String name, FileIO.ReadableFile file) throws IOException {
      InputStream bytes =
          ByteStreams.limit(Channels.newInputStream(file.open()), file.getMetadata().sizeBytes());
      return EventFile.open(name, Channels.newChannel(bytes));
    }
  }
}
