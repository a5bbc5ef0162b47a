package io.quipu.io.files.tail.content;

import io.quipu.io.files.EventFile;
import io.quipu.model.text.FileContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first line of a content, or its first {@value #MAX} bytes: enough to say which split reads
 * it, and of which known content a file may be the continuation.
 *
 * @param sum its checksum
 * @param length its bytes
 */
public record FileHead(int sum, int length) {
  static final int MAX = 4096;

  /**
   * The head of a file.
   *
   * @return empty if its first line is not whole yet
   */
  static Optional<FileHead> of(Path file) throws IOException {
    byte[] bytes = firstBytes(file);
    boolean compressed = isCompressed(kind(bytes));
    if (compressed) {
      try (InputStream content = open(file)) {
        bytes = content.readNBytes(MAX);
      } catch (EOFException e) {
        return Optional.empty();
      }
    }
    int length = length(bytes);
    // The last line of a compressed file needs no line end, because nothing follows.
    boolean whole = length > 0 || bytes.length == MAX || (compressed && bytes.length > 0);
    int head = length > 0 ? length : bytes.length;
    return whole ? Optional.of(new FileHead(Trail.sum(bytes, 0, head), head)) : Optional.empty();
  }

  private static byte[] firstBytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX);
    }
  }

  private static int length(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  /** The type of a file's stored bytes. */
  static FileContent kind(Path file) throws IOException {
    return kind(firstBytes(file));
  }

  private static FileContent kind(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] == '{') {
      // Nearly all files, so the others may take longer.
      return FileContent.OTHER;
    }
    return FileContent.of(Arrays.copyOf(bytes, Math.min(bytes.length, FileContent.HEAD)));
  }

  static boolean isCompressed(FileContent kind) {
    return kind == FileContent.GZIP || kind == FileContent.ZSTANDARD || kind == FileContent.BZIP2;
  }

  /** The content of a file, without its compression. */
  static InputStream open(Path file) throws IOException {
    return EventFile.content(file.toString(), FileChannel.open(file, StandardOpenOption.READ));
  }

  /** Whether an open file begins with this head. */
  boolean isIn(FileChannel file) throws IOException {
    return isAt(file, 0, length, sum);
  }

  /** Whether an open file has bytes with this checksum at a position. */
  static boolean isAt(FileChannel file, long position, int length, int sum) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        return false;
      }
    }
    return Trail.sum(bytes.array(), 0, length) == sum;
  }
}
