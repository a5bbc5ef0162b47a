package io.quipu.runners.flink.embedded;

import io.quipu.io.ReadGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches the disk of the state. If a disk is full, RocksDB fails, and so does each checkpoint. So
 * the job stops reading before, and reads on when there is space again.
 */
public final class DiskGuard implements AutoCloseable {
  private static final long MIB = 1L << 20;

  /** Reading begins again only when there is clearly more space, so that it does not flutter. */
  private static final double MORE = 1.25;

  private final Path folder;
  private final long leastBytes;
  private final Space space;
  private @Nullable String latest;
  private boolean open = true;

  /** Measures the free space of a folder's disk. */
  @FunctionalInterface
  interface Space {
    long usableBytes(Path folder) throws IOException;
  }

  /**
   * @param leastMib the least free space of the disk; with less, the job reads nothing
   */
  public DiskGuard(Path folder, int leastMib) {
    this(folder, leastMib, path -> Files.getFileStore(path).getUsableSpace());
  }

  DiskGuard(Path folder, int leastMib, Space space) {
    this.folder = folder;
    this.leastBytes = leastMib * MIB;
    this.space = space;
  }

  /** Looks at the disk, and returns what there is to tell; empty if it was never too full. */
  public Optional<String> check() {
    long free;
    try {
      free = space.usableBytes(folder);
    } catch (IOException e) {
      // Nobody knows, so nothing changes.
      return Optional.ofNullable(latest);
    }
    if (open && free < leastBytes) {
      open = false;
      latest =
          ("The disk of %s has only %,d MiB left, so the job reads nothing more. Free some space: it"
                  + " reads on by itself at %,d MiB. Nothing is lost. --min-free-disk sets the limit.")
              .formatted(folder, free / MIB, (long) (leastBytes * MORE) / MIB);
      ReadGate.set(false);
    } else if (!open && free >= leastBytes * MORE) {
      open = true;
      latest =
          "The disk of %s has %,d MiB again, so the job reads on.".formatted(folder, free / MIB);
      ReadGate.set(true);
    }
    return Optional.ofNullable(latest);
  }

  /** Whether the job reads nothing now. */
  public boolean isTooFull() {
    return !open;
  }

  /** Opens the gate for later jobs of this process. */
  @Override
  public void close() {
    ReadGate.set(true);
  }
}
