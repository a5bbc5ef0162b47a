package io.quipu.io.files;

import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.model.text.FileContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Splits a stream of bytes at its line ends, without decoding the bytes. */
final class LineSplitter implements Records {
  /** Longer lines are cut: 16 MiB. */
  static final int MAX_LINE = 16 << 20;

  private final String name;
  private final InputStream in;
  private final int maxLine;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int end;
  private long number;
  private boolean cut;

  LineSplitter(String name, InputStream in) {
    this(name, in, MAX_LINE);
  }

  LineSplitter(String name, InputStream in, int maxLine) {
    this.name = name;
    this.in = in;
    this.maxLine = maxLine;
  }

  /**
   * Returns the next line that is not blank, without its line end; null after the last one. A line
   * that is too long is cut into pieces, which all have its line number.
   */
  @Override
  public @Nullable RawRecord next() throws IOException {
    while (fill()) {
      if (!cut) {
        number++;
      }
      byte[] line = nextLine();
      if (!isBlank(line)) {
        SourcePosition at = new SourcePosition(name, 0, number);
        return new RawRecord(line, at, System.currentTimeMillis());
      }
    }
    return null;
  }

  private byte[] nextLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    cut = false;
    while (fill()) {
      int from = position;
      int limit = Math.min(end, from + maxLine - line.size());
      while (position < limit && buffer[position] != '\n') {
        position++;
      }
      line.write(buffer, from, position - from);
      // If a line has exactly the maximum length, its line end may be in the next buffer.
      boolean more = fill();
      if (more && buffer[position] == '\n') {
        position++;
        break;
      }
      if (more && line.size() == maxLine) {
        cut = true;
        return line.toByteArray();
      }
    }
    return withoutCarriageReturn(line.toByteArray());
  }

  private boolean fill() throws IOException {
    if (position == end) {
      position = 0;
      do {
        // A channel, unlike a stream, may return no bytes before its end.
        end = in.read(buffer);
      } while (end == 0);
      end = Math.max(0, end);
    }
    return end > 0;
  }

  private static byte[] withoutCarriageReturn(byte[] line) {
    return line.length > 0 && line[line.length - 1] == '\r'
        ? Arrays.copyOf(line, line.length - 1)
        : line;
  }

  /** Concatenated files may have a byte order mark at the beginning of each. */
  private static boolean isBlank(byte[] line) {
    for (int i = FileContent.byteOrderMark(line); i < line.length; i++) {
      if (line[i] != ' ' && line[i] != '\t') {
        return false;
      }
    }
    return true;
  }
}
