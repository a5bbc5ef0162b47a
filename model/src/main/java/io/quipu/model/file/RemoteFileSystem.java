package io.quipu.model.file;

import java.io.IOException;
import java.io.InputStream;

/**
 * Opens files that are not on this machine, such as {@code gs://bucket/catalog.yaml}. {@link
 * java.util.ServiceLoader} finds the implementation, so that the model depends on no library.
 */
public interface RemoteFileSystem {

  /**
   * Opens a file.
   *
   * @param uri its scheme and its path
   * @throws IOException if the file does not exist or cannot be read, or no library knows the
   *     scheme
   */
  InputStream open(String uri) throws IOException;
}
