package io.quipu.audit;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that is deleted when it is closed, and also when the process ends by a signal: it has
 * the customers of all events.
 */
public final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Thread atEnd;

  private TemporaryFolder(Path path) {
    this.path = path;
    this.atEnd = new Thread(this::deleteIfThere);
  }

  /** Makes a folder with this prefix, where {@code TMPDIR} says. */
  public static TemporaryFolder make(String prefix) {
    try {
      TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory(prefix));
      Runtime.getRuntime().addShutdownHook(folder.atEnd);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder can be made; set TMPDIR to one.", e);
    }
  }

  /** Where the folder is. */
  public Path path() {
    return path;
  }

  private void deleteIfThere() {
    try {
      if (Files.exists(path)) {
        MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + path + " cannot be deleted.", e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atEnd);
    deleteIfThere();
  }
}
