package io.quipu.io.files.tail;

import io.quipu.store.jobs.RunFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the readers of this process have read, as of the latest completed checkpoint. The state
 * of a drained job is not used again, so its end is noted with the run, from here.
 */
public final class TailEnds {
  private static final Map<String, TailEnds> BY_NAME = new ConcurrentHashMap<>();

  private final Map<Integer, List<RunFile>> bySplit = new ConcurrentHashMap<>();

  private TailEnds() {}

  /** The ends of the tail with this name. */
  public static TailEnds of(String name) {
    return BY_NAME.computeIfAbsent(name, key -> new TailEnds());
  }

  /**
   * Notes how far a reader has read, when a checkpoint holds it.
   *
   * @param split which of the {@link TailFiles#READERS} readers
   * @param files what it has read of each file
   */
  public void note(int split, List<RunFile> files) {
    bySplit.put(split, List.copyOf(files));
  }

  /**
   * What was read of each file, for {@link TailFiles#continuing}; empty if not every reader has
   * said it.
   */
  public Optional<List<RunFile>> files() {
    List<RunFile> files = new ArrayList<>();
    bySplit.values().forEach(files::addAll);
    return bySplit.size() < TailFiles.READERS ? Optional.empty() : Optional.of(files);
  }
}
