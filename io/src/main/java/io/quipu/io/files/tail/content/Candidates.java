package io.quipu.io.files.tail.content;

import io.quipu.io.files.DamagedFileException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of which it is not known yet whether they continue a content or have one of their own.
 */
final class Candidates implements Closeable {
  private final Map<String, Candidate> byKey = new HashMap<>();
  private final Told told;
  private final Outcome outcome;

  /** Takes what was found out. */
  interface Outcome {
    /** A file has a content of its own. */
    void isAnother(Candidate candidate, long now) throws IOException;

    /** A file cannot be compared, as long as it does not change. */
    void isUnreadable(FoundFile file);
  }

  Candidates(Told told, Outcome outcome) {
    this.told = told;
    this.outcome = outcome;
  }

  boolean has(String key) {
    return byKey.containsKey(key);
  }

  void add(Candidate candidate) {
    byKey.put(candidate.file().key(), candidate);
  }

  /**
   * Removes files that have gone, have changed otherwise than by growing, or have become known.
   *
   * @param found the files that are there, by their keys
   * @param known the keys of files with known contents
   */
  void removeGone(Map<String, FoundFile> found, Set<String> known) throws IOException {
    Iterator<Candidate> all = byKey.values().iterator();
    while (all.hasNext()) {
      Candidate candidate = all.next();
      FoundFile now = found.get(candidate.file().key());
      boolean gone =
          now == null
              || known.contains(now.key())
              || now.size() < candidate.file().size()
              || (candidate.isCompressed() && !now.equals(candidate.file()));
      if (gone) {
        candidate.close();
        all.remove();
      }
    }
  }

  /**
   * Removes the candidates with this first line. They are then compared again from the beginning.
   */
  void removeWith(FileHead head) throws IOException {
    for (Candidate candidate : List.copyOf(byKey.values())) {
      if (candidate.head().equals(head)) {
        remove(candidate);
      }
    }
  }

  private void remove(Candidate candidate) throws IOException {
    candidate.close();
    byKey.remove(candidate.file().key());
  }

  /** Those that may turn out to continue a content. */
  List<Candidate> copiesOf(Content content) {
    return byKey.values().stream().filter(each -> each.isCopyOf(content)).toList();
  }

  /** Whether all that they have now is of known contents. */
  boolean areIdle() {
    return byKey.values().stream().allMatch(Candidate::isIdle);
  }

  /**
   * Compares some lines of each.
   *
   * @return whether a content can be read now that could not be read before
   */
  boolean compare(long now) throws IOException {
    boolean any = false;
    for (Candidate candidate : List.copyOf(byKey.values())) {
      if (!byKey.containsValue(candidate)) {
        continue;
      }
      try {
        any |= compare(candidate, now);
      } catch (NoSuchFileException e) {
        remove(candidate);
      } catch (DamagedFileException | EOFException e) {
        remove(candidate);
        outcome.isUnreadable(candidate.file());
        told.damaged(candidate.file().path().toString(), candidate.trail().lines(), e.toString());
      } catch (IOException e) {
        remove(candidate);
        told.unreadable(candidate.file().path().toString(), e.toString());
      }
    }
    return any;
  }

  private boolean compare(Candidate candidate, long now) throws IOException {
    switch (candidate.step(now)) {
      case CONTINUES -> {
        Content original = candidate.original();
        original.continueIn(candidate.file(), candidate.takeCompressed());
        told.continued(original, candidate.file());
        remove(candidate);
        return true;
      }
      case IS_ANOTHER -> {
        remove(candidate);
        outcome.isAnother(candidate, now);
        return true;
      }
      case NOT_KNOWN -> {
        if (candidate.isNewCopy()) {
          told.copy(candidate.file(), candidate.original());
        }
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    for (Candidate candidate : byKey.values()) {
      candidate.close();
    }
  }
}
