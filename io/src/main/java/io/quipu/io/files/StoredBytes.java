package io.quipu.io.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file as it is stored. They remember why they could not be read. So a reader can
 * tell a failure of the storage, which may pass, from damage, which stays.
 */
final class StoredBytes extends FilterInputStream {
  private @Nullable IOException failure;

  StoredBytes(InputStream bytes) {
    super(bytes);
  }

  /**
   * The failure of the storage, or else the damage that an exception of a decoder shows.
   *
   * @param damage what the decoder threw
   */
  IOException failureOr(Exception damage) {
    return failure == null ? new DamagedFileException(damage) : failure;
  }

  @Override
  public int read() throws IOException {
    try {
      return in.read();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return in.read(buffer, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
