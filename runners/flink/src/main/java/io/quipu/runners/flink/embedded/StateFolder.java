package io.quipu.runners.flink.embedded;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.runners.spi.JobException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The folder with the state of a Flink in this process. Only one Flink can use it at a time. */
public final class StateFolder implements AutoCloseable {
  private static final String INCARNATION = "incarnation";

  private final Path path;
  private final @Nullable FileChannel lock;

  private StateFolder(Path path, @Nullable FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Makes a temporary folder, which is deleted when it is closed. */
  public static StateFolder temporary() {
    try {
      return new StateFolder(Files.createTempDirectory("quipu-state"), null);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "No temporary folder can be made; give a folder by --state-folder.", e);
    }
  }

  /** Opens a folder that stays for the next run, and locks it. */
  public static StateFolder lasting(Path path) {
    try {
      Files.createDirectories(path);
      FileChannel lock =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(lock)) {
        return new StateFolder(path, lock);
      }
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The state folder " + path + " cannot be written; give another by --state-folder.", e);
    }
    throw new JobException(
        "A job with the state folder "
            + path
            + " is running; stop it first, or give this one its own --consumer-group or"
            + " --state-folder.");
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /** The number of the run whose state is here; empty if it is not noted. */
  OptionalLong incarnation() {
    return incarnation(path);
  }

  /** The number of the run whose state is in a folder; empty if it is not noted. */
  public static OptionalLong incarnation(Path path) {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(path.resolve(INCARNATION)).strip()));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException | NumberFormatException e) {
      throw new JobException(
          "The file "
              + path.resolve(INCARNATION)
              + ", which says of which run the state is, cannot be read. Restore it from a copy of"
              + " the state folder.",
          e);
    }
  }

  /** Notes the number of the run whose state will be here. */
  public void noteIncarnation(long incarnation) {
    try {
      Files.writeString(path.resolve(INCARNATION), incarnation + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The state folder " + path + " cannot be written; give another by --state-folder.", e);
    }
  }

  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.close();
      } else {
        MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + path + " cannot be released.", e);
    }
  }
}
