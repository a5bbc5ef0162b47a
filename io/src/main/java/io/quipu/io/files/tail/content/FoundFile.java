package io.quipu.io.files.tail.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file as the last look at its folder showed it.
 *
 * @param path where it is
 * @param base its name before a rotation, with the folder
 * @param key what identifies the file on this machine whatever its name is: device and inode
 * @param size its stored bytes
 * @param modified when it was last written, in milliseconds since 1970
 */
record FoundFile(Path path, String base, String key, long size, long modified) {

  /** The key of a file. Without inodes, as on Windows, it is its path. */
  static String key(Path path, BasicFileAttributes is) {
    Object key = is.fileKey();
    return key == null ? path.toString() : key.toString();
  }

  /**
   * Requires that the path still names this file. Asked after the file was opened by its path, it
   * shows that it was the right one.
   *
   * @throws NoSuchFileException if it does not
   */
  void requireThere() throws IOException {
    if (!key(path, Files.readAttributes(path, BasicFileAttributes.class)).equals(key)) {
      throw new NoSuchFileException(path.toString());
    }
  }
}
