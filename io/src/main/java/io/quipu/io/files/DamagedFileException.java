package io.quipu.io.files;

import java.io.IOException;

/** The bytes of a compressed file were read, but they are not what the compression writes. */
public final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(Exception cause) {
    super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
  }
}
