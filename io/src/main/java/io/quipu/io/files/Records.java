package io.quipu.io.files;

import io.quipu.model.event.RawRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records of a file, in their order. */
interface Records {

  /**
   * Returns the next record; null after the last one.
   *
   * @throws DamagedFileException if the bytes of the file are damaged
   * @throws IOException if it cannot be read
   */
  @Nullable RawRecord next() throws IOException;
}
