package io.quipu.io.files.tail.content;

import io.quipu.model.text.FileContent;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The whole lines of a file, as far as it is written. */
final class Lines implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final boolean complete;
  private final Check check;
  private byte[] buffer = new byte[BUFFER];
  private int start;
  private int end;
  private int scanned;
  private int lineEnd = -1;
  private boolean atEnd;
  private boolean stopped;

  /** Looks whether bytes that were just read are of the content that is expected. */
  @FunctionalInterface
  interface Check {
    Check NONE = () -> true;

    boolean isSameContent() throws IOException;
  }

  /**
   * @param in the bytes; after its end, more may come
   * @param complete whether nothing comes after the end, so that the last line needs no line end
   */
  Lines(InputStream in, boolean complete, Check check) {
    this.in = in;
    this.complete = complete;
    this.check = check;
  }

  /** Whether a whole line is there now. It stays until it is taken. */
  boolean hasNext() throws IOException {
    while (lineEnd < 0) {
      while (scanned < end && buffer[scanned] != '\n') {
        scanned++;
      }
      if (scanned < end) {
        lineEnd = scanned + 1;
      } else if (end - start >= TailLimits.MAX_LINE) {
        lineEnd = end;
      } else if (!fill()) {
        if (!complete || !atEnd || end == start) {
          return false;
        }
        lineEnd = end;
      }
    }
    return true;
  }

  private boolean fill() throws IOException {
    if (stopped) {
      return false;
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      scanned -= start;
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, TailLimits.MAX_LINE));
    }
    int read = in.read(buffer, end, buffer.length - end);
    atEnd = read < 0;
    if (read > 0 && !check.isSameContent()) {
      // What was read before is still right.
      stopped = true;
      return false;
    }
    end += Math.max(0, read);
    return read > 0;
  }

  /** Reads no more; whole lines that are in memory are still there. */
  void stop() {
    stopped = true;
  }

  /** Whether the content is not in the file any more. */
  boolean isStopped() {
    return stopped;
  }

  /** Whether the file is complete and all of its lines were taken. */
  boolean isOver() {
    return complete && atEnd && start == end;
  }

  /** How many bytes of a line without its end are there. */
  int unfinished() {
    return end - start;
  }

  /** Takes a line without its end: nobody will write the rest. */
  void finish() {
    if (lineEnd < 0 && end > start) {
      lineEnd = end;
    }
  }

  /** Takes the next line without returning it. */
  void skip(Trail trail) {
    trail.add(buffer, start, lineEnd, ends());
    start = lineEnd;
    scanned = start;
    lineEnd = -1;
  }

  /** Whether the line has its end; a piece of one that is too long has none. */
  private boolean ends() {
    return buffer[lineEnd - 1] == '\n' || lineEnd - start < TailLimits.MAX_LINE;
  }

  /**
   * Takes the next line.
   *
   * @param trail gets the line
   * @return its bytes without the line end and without a byte order mark at the beginning of the
   *     content; none for a blank line
   */
  byte[] take(Trail trail) {
    int from = start;
    int to = lineEnd;
    boolean isLast = ends();
    if (isLast && buffer[to - 1] == '\n') {
      to--;
      if (to > from && buffer[to - 1] == '\r') {
        to--;
      }
    }
    boolean first = trail.offset() == 0;
    byte[] line = Arrays.copyOfRange(buffer, from, to);
    skip(trail);
    int mark = FileContent.byteOrderMark(line);
    if (isBlank(line, mark)) {
      return new byte[0];
    }
    return first && mark > 0 ? Arrays.copyOfRange(line, mark, line.length) : line;
  }

  private static boolean isBlank(byte[] line, int from) {
    for (int i = from; i < line.length; i++) {
      if (line[i] != ' ' && line[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
