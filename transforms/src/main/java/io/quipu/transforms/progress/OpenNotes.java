package io.quipu.transforms.progress;

import io.quipu.transforms.pages.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The notes of a worker that are open, and what a bundle has sent to them. Used in one thread. */
final class OpenNotes implements AutoCloseable {
  private final ProgressNotes notes;
  private final List<CompletionStage<Void>> sent = new ArrayList<>();

  private OpenNotes(ProgressNotes notes) {
    this.notes = notes;
  }

  static OpenNotes open(ProgressNotes notes) throws InterruptedException {
    notes.open();
    return new OpenNotes(notes);
  }

  ProgressNotes notes() {
    return notes;
  }

  /** Takes a note that is on its way. */
  void add(CompletionStage<Void> note) {
    sent.add(note);
  }

  /** Waits until all notes are durable. */
  void await() throws InterruptedException {
    for (CompletionStage<Void> note : sent) {
      Answers.await(note.toCompletableFuture());
    }
    sent.clear();
  }

  /** Forgets the notes of a bundle that failed. */
  void clear() {
    sent.clear();
  }

  @Override
  public void close() {
    notes.close();
  }
}
