package io.quipu.transforms.progress;

import io.quipu.model.progress.Lateness;
import io.quipu.model.progress.ReadPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Notes that a test reads; the copies of workers share what has the same name. */
final class NotesInMemory implements ProgressNotes {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Noted> NOTED = new ConcurrentHashMap<>();

  private final String name;
  private final long settles;

  /** What was noted. */
  static final class Noted {
    final List<ReadPosition> positions = new ArrayList<>();
    final Map<Integer, Long> letters = new ConcurrentHashMap<>();
    final Map<String, Lateness> lateness = new ConcurrentHashMap<>();
  }

  /**
   * @param settles until when rows are withheld
   */
  NotesInMemory(String name, long settles) {
    this.name = name;
    this.settles = settles;
    NOTED.put(name, new Noted());
  }

  Noted noted() {
    return NOTED.getOrDefault(name, new Noted());
  }

  @Override
  public void open() {}

  @Override
  public CompletionStage<Long> settleTime() {
    return CompletableFuture.completedFuture(settles);
  }

  @Override
  public CompletionStage<Void> notePosition(ReadPosition counted) {
    Noted noted = noted();
    synchronized (noted) {
      noted.positions.add(counted);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> noteLateness(String company, Lateness seen) {
    noted().lateness.put(company, seen);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> noteLetters(int hour, long waiting) {
    noted().letters.put(hour, waiting);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {}
}
