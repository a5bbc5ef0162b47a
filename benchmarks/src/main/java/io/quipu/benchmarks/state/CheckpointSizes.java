package io.quipu.benchmarks.state;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/**
 * Makes incremental checkpoints as Flink does: files of the last checkpoint are not copied again.
 */
final class CheckpointSizes {
  private final PagesOnDisk disk;
  private final Path folder;
  private Set<String> last = Set.of();
  private int number;

  /**
   * The result of one checkpoint.
   *
   * @param bytes the bytes of all its files
   * @param uploaded the bytes of the files that were copied
   */
  record Made(long bytes, long uploaded, double millis) {}

  CheckpointSizes(PagesOnDisk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** Makes the next checkpoint. */
  Made make() throws IOException, RocksDBException {
    long start = System.nanoTime();
    Path local = folder.resolve("checkpoint-" + number++);
    Path upload = Files.createDirectories(folder.resolve("upload"));
    disk.checkpoint(local);
    long bytes = 0;
    long uploaded = 0;
    Set<String> files = new HashSet<>();
    for (Path file : files(local)) {
      String name = file.getFileName().toString();
      long size = Files.size(file);
      bytes += size;
      // SST files never change; the few other files do, so they are copied each time.
      if (!last.contains(name) || !name.endsWith(".sst")) {
        Files.copy(file, upload.resolve(name));
        uploaded += size;
      }
      files.add(name);
    }
    double millis = (System.nanoTime() - start) / 1e6;
    last = files;
    MoreFiles.deleteRecursively(local, RecursiveDeleteOption.ALLOW_INSECURE);
    MoreFiles.deleteRecursively(upload, RecursiveDeleteOption.ALLOW_INSECURE);
    return new Made(bytes, uploaded, millis);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
