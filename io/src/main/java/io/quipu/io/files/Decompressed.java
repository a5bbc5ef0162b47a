package io.quipu.io.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import org.apache.beam.sdk.io.Compression;

/**
 * The content of a compressed file. It tells damage, which stays, from a failure to read, which may
 * pass: an exception is damage unless the stored bytes threw it.
 */
final class Decompressed extends InputStream {
  private final StoredBytes stored;
  private final InputStream content;

  private Decompressed(StoredBytes stored, InputStream content) {
    this.stored = stored;
    this.content = content;
  }

  /**
   * Reads stored bytes.
   *
   * @throws DamagedFileException if they do not begin as the compression's do
   */
  static Decompressed of(InputStream bytes, Compression compression) throws IOException {
    StoredBytes stored = new StoredBytes(bytes);
    try {
      return new Decompressed(
          stored,
          Channels.newInputStream(compression.readDecompressed(Channels.newChannel(stored))));
    } catch (IOException | RuntimeException e) {
      throw stored.failureOr(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return content.read(buffer, offset, length);
    } catch (IOException | RuntimeException e) {
      throw stored.failureOr(e);
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
