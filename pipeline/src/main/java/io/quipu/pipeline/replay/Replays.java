package io.quipu.pipeline.replay;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The replays of a folder of dead letters. Each is a folder with {@code events.jsonl}, the records,
 * and {@code letters}, the ids of their letters. Both appear atomically, when the folder is
 * renamed.
 */
final class Replays {
  private static final String EVENTS = "events.jsonl";
  private static final String LETTERS = "letters";
  private static final String OPEN = "open";

  private final Path folder;

  Replays(Path folder) {
    this.folder = folder;
  }

  /** Returns the ids of all letters in replays. */
  Set<String> ids() throws IOException {
    Set<String> ids = new HashSet<>();
    for (Path replay : done()) {
      ids.addAll(Files.readAllLines(replay.resolve(LETTERS), StandardCharsets.UTF_8));
    }
    return ids;
  }

  private List<Path> done() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> replays = Files.list(folder)) {
      return replays
          .filter(replay -> String.valueOf(replay.getFileName()).matches("\\d+"))
          .sorted()
          .toList();
    }
  }

  /** Begins a replay. No other replay can begin before it is closed. */
  Replay begin() throws IOException {
    Files.createDirectories(folder);
    FileChannel lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() == null) {
        throw new OverlappingFileLockException();
      }
      Path open = folder.resolve(OPEN);
      if (Files.exists(open)) {
        // It was left by a replay that was killed.
        MoreFiles.deleteRecursively(open, RecursiveDeleteOption.ALLOW_INSECURE);
      }
      return new Replay(lock, Files.createDirectory(open));
    } catch (OverlappingFileLockException e) {
      lock.close();
      throw new LettersException(
          "Another replay of these letters runs; try again when it has ended.", e);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /** A replay that is being written. It is discarded unless it is committed. */
  final class Replay implements AutoCloseable {
    private final FileChannel lock;
    private final Path open;
    private final OutputStream events;
    private final OutputStream letters;
    private long size;

    private Replay(FileChannel lock, Path open) throws IOException {
      this.lock = lock;
      this.open = open;
      events = new BufferedOutputStream(Files.newOutputStream(open.resolve(EVENTS)));
      letters = new BufferedOutputStream(Files.newOutputStream(open.resolve(LETTERS)));
    }

    void add(byte[] payload, String id) {
      try {
        events.write(payload);
        events.write('\n');
        letters.write((id + "\n").getBytes(StandardCharsets.UTF_8));
        size++;
      } catch (IOException e) {
        throw new UncheckedIOException(
            "The replay cannot be written below '" + folder + "'; check whether the disk is full.",
            e);
      }
    }

    long size() {
      return size;
    }

    /** Makes the replay visible, and returns the file of records. */
    Path commit() throws IOException {
      events.close();
      letters.close();
      int number =
          done().stream()
                  .mapToInt(replay -> Integer.parseInt(String.valueOf(replay.getFileName())))
                  .max()
                  .orElse(0)
              + 1;
      Path name = folder.resolve(String.format(Locale.ROOT, "%06d", number));
      for (String file : List.of(EVENTS, LETTERS)) {
        try (FileChannel written = FileChannel.open(open.resolve(file), StandardOpenOption.WRITE)) {
          written.force(true);
        }
      }
      Files.move(open, name, StandardCopyOption.ATOMIC_MOVE);
      return name.resolve(EVENTS);
    }

    @Override
    public void close() throws IOException {
      try (lock) {
        events.close();
        letters.close();
      }
    }
  }
}
