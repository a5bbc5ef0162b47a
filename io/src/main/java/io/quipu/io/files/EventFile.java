package io.quipu.io.files;

import io.quipu.model.event.RawRecord;
import io.quipu.model.text.FileContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Set;
import org.apache.beam.sdk.io.Compression;
import org.jspecify.annotations.Nullable;

/**
 * A file of JSON lines, plain or compressed with gzip, bzip2 or Zstandard, or an Avro file. These
 * are recognized by the file's first bytes, not by its name. A byte order mark before the first
 * line is skipped.
 */
public final class EventFile implements AutoCloseable {
  /** The compressions that are recognized by the first bytes of their files. */
  private static final Set<Compression> KNOWN_BY_CONTENT =
      Set.of(Compression.GZIP, Compression.BZIP2, Compression.ZSTD, Compression.ZIP);

  private static final String PLAIN_OR_COMPRESSED =
      "; give JSON lines in UTF-8, plain or compressed with gzip, bzip2 or Zstandard, or an Avro"
          + " file.";

  private final InputStream in;
  private final Records records;

  private EventFile(InputStream in, Records records) {
    this.in = in;
    this.records = records;
  }

  /**
   * Opens a file.
   *
   * @param name its name in records and messages; the extension selects a compression that has no
   *     first bytes of its own
   * @param bytes the file as it is stored; closed with the result, or if this throws
   * @throws EventFileException if its first bytes are those of another kind of file
   * @throws DamagedFileException if it is compressed and damaged
   * @throws IOException if it cannot be read
   */
  public static EventFile open(String name, ReadableByteChannel bytes) throws IOException {
    try {
      Peeked stored = Peeked.of(Channels.newInputStream(bytes));
      Compression compression = compression(name, stored);
      Peeked text = decompressed(stored, compression);
      if (text.content() == FileContent.AVRO) {
        InputStream whole = text.whole();
        return new EventFile(whole, AvroRecords.of(name, whole));
      }
      if (text.content() != FileContent.OTHER) {
        String holds = compression == Compression.UNCOMPRESSED ? "is " : "holds what is ";
        throw new EventFileException(
            "The file '" + name + "' " + holds + text.content().words() + PLAIN_OR_COMPRESSED);
      }
      InputStream lines = text.withoutMark();
      return new EventFile(lines, new LineSplitter(name, lines));
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * The bytes of a file without its compression.
   *
   * @param name its name; see {@link #open}
   * @param bytes the file as it is stored; closed with the result, or if this throws
   * @throws EventFileException if its first bytes are those of another kind of file
   * @throws DamagedFileException if it is compressed and damaged; the stream throws it, too
   * @throws IOException if it cannot be read
   */
  public static InputStream content(String name, ReadableByteChannel bytes) throws IOException {
    try {
      Peeked stored = Peeked.of(Channels.newInputStream(bytes));
      return decompressed(stored, compression(name, stored)).whole();
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static Peeked decompressed(Peeked stored, Compression compression) throws IOException {
    return compression == Compression.UNCOMPRESSED
        ? stored
        : Peeked.of(Decompressed.of(stored.whole(), compression));
  }

  /** Returns the next record, or line that is not blank; null after the last one. */
  public @Nullable RawRecord next() throws IOException {
    return records.next();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static Compression compression(String name, Peeked stored) {
    Compression named = Compression.detect(name);
    return switch (stored.content()) {
      case GZIP -> Compression.GZIP;
      case BZIP2 -> Compression.BZIP2;
      case ZSTANDARD -> Compression.ZSTD;
      // Excel workbooks are ZIP archives, too, so the name decides whether the file is one.
      case ZIP -> named == Compression.ZIP ? named : Compression.UNCOMPRESSED;
      default -> {
        if (!KNOWN_BY_CONTENT.contains(named)) {
          yield named;
        }
        if (!stored.mayBeJsonLines()) {
          throw new EventFileException(
              "The file '"
                  + name
                  + "' is not compressed as its name says; rename it, or replace it if it is"
                  + " damaged.");
        }
        yield Compression.UNCOMPRESSED;
      }
    };
  }

  /** A stream whose first bytes are known. */
  private static final class Peeked {
    private final byte[] head;
    private final InputStream rest;

    private Peeked(byte[] head, InputStream rest) {
      this.head = head;
      this.rest = rest;
    }

    static Peeked of(InputStream in) throws IOException {
      return new Peeked(in.readNBytes(FileContent.HEAD), in);
    }

    FileContent content() {
      return FileContent.of(head);
    }

    boolean mayBeJsonLines() {
      int at = FileContent.byteOrderMark(head);
      while (at < head.length && head[at] <= ' ' && head[at] > 0) {
        at++;
      }
      return at == head.length || head[at] == '{';
    }

    InputStream whole() {
      return from(0);
    }

    InputStream withoutMark() {
      return from(FileContent.byteOrderMark(head));
    }

    private InputStream from(int skipped) {
      InputStream start = new ByteArrayInputStream(head, skipped, head.length - skipped);
      return new SequenceInputStream(start, rest);
    }
  }
}
