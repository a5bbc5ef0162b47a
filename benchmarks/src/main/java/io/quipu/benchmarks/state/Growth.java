package io.quipu.benchmarks.state;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.cli.Progress;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.rocksdb.RocksDBException;

/** Lets state grow from one size to the next, and measures it at each size. */
final class Growth {
  /** The number of checkpoints after changes: some include files of a compaction, some do not. */
  private static final int ROUNDS = 10;

  private static final int TELL_EVERY = 1 << 20;

  private final PageLoad load;
  private final PagesOnDisk disk;
  private final CheckpointSizes checkpoints;
  private final Progress progress;
  private int numbers;
  private long keys;
  private long pages;
  private long told;

  /* The times and sizes of the pages that are read and rewritten. */
  private long getNanos;
  private long putNanos;
  private long touchedBytes;
  private int touched;

  private Growth(PageLoad load, PagesOnDisk disk, Path folder, Progress progress) {
    this.load = load;
    this.disk = disk;
    this.checkpoints = new CheckpointSizes(disk, folder);
    this.progress = progress;
  }

  /**
   * The figures at each size.
   *
   * @param sizes the sizes in keys, the smallest first
   * @param touches the number of customers or counters that change before each checkpoint
   * @param memory the memory of RocksDB, in bytes
   * @param parent the folder of a temporary folder, which is deleted at the end
   */
  static List<GrowthFigures> of(
      PageLoad load, List<Long> sizes, int touches, long memory, Path parent, Progress progress)
      throws IOException, RocksDBException {
    Path folder = Files.createTempDirectory(parent, "state-");
    List<GrowthFigures> figures = new ArrayList<>();
    try (PagesOnDisk disk = new PagesOnDisk(folder, memory)) {
      Growth growth = new Growth(load, disk, folder, progress);
      for (long size : sizes) {
        growth.fill(size);
        figures.add(growth.look(touches));
      }
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return figures;
  }

  private void fill(long size) throws IOException, RocksDBException {
    while (keys < size) {
      load.pages(numbers++, this::add);
      if (keys - told >= TELL_EVERY) {
        told = keys;
        progress.change(
            String.format(Locale.ROOT, "%,d of %,d keys (%s) ...", keys, size, load.key()));
      }
    }
  }

  private void add(Fingerprint key, byte[] page, int pageKeys)
      throws IOException, RocksDBException {
    disk.put(shard(key), key, page);
    keys += pageKeys;
    pages++;
  }

  private GrowthFigures look(int touches) throws IOException, RocksDBException {
    progress.accept(String.format(Locale.ROOT, "Measuring at %,d keys (%s) ...", keys, load.key()));
    CheckpointSizes.Made all = checkpoints.make();
    touched = 0;
    getNanos = 0;
    putNanos = 0;
    touchedBytes = 0;
    long uploaded = 0;
    double millis = 0;
    SplittableRandom random = new SplittableRandom(numbers);
    for (int round = 0; round < ROUNDS; round++) {
      touch(touches, random);
      CheckpointSizes.Made increment = checkpoints.make();
      uploaded += increment.uploaded();
      millis += increment.millis();
    }
    disk.compact();
    return new GrowthFigures(
        load.key(),
        keys,
        pages,
        (double) disk.bytes() / keys,
        (double) disk.indexAndFilterBytes() / pages,
        all.bytes(),
        all.millis(),
        touched,
        getNanos / 1e3 / touched,
        putNanos / 1e3 / touched,
        touchedBytes / ROUNDS,
        uploaded / ROUNDS,
        millis / ROUNDS);
  }

  /** Reads random pages, and writes them back unchanged. */
  private void touch(int touches, SplittableRandom random) throws IOException, RocksDBException {
    for (int i = 0; i < touches; i++) {
      load.pages(random.nextInt(numbers), this::touch);
    }
  }

  private void touch(Fingerprint key, byte[] page, int pageKeys)
      throws IOException, RocksDBException {
    Shard shard = shard(key);
    long start = System.nanoTime();
    byte[] found = disk.get(shard, key);
    long got = System.nanoTime();
    disk.put(shard, key, page);
    putNanos += System.nanoTime() - got;
    getNanos += got - start;
    touched++;
    touchedBytes += page.length;
    if (found == null || found.length < page.length) {
      throw new IllegalStateException(
          "A page of " + pageKeys + " keys was not found, so the figures would be wrong.");
    }
  }

  private static Shard shard(Fingerprint key) {
    return Shard.of(SkewedLoad.MONTH, key, Shard.DEFAULT_COUNT);
  }
}
