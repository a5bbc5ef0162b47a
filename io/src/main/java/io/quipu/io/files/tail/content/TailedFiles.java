package io.quipu.io.files.tail.content;

import io.quipu.io.files.DamagedFileException;
import io.quipu.io.files.EventFileException;
import io.quipu.model.event.RawRecord;
import io.quipu.model.text.FileContent;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contents that one split of a tail reads, and the files in which they are. Each content
 * belongs to the split of its first line, so it stays there whatever happens to its file.
 */
public final class TailedFiles implements Closeable {
  private final FilePattern pattern;
  private final int split;
  private final int splits;
  private final TailLimits limits;
  private final Told told;
  private final List<Content> contents = new ArrayList<>();
  private final Candidates candidates;
  // Files of other splits, files without lines of JSON, and compressed files that may be
  // unfinished.
  private final Map<String, FoundFile> others = new HashMap<>();
  private Map<String, FoundFile> unfinished = new HashMap<>();
  // How large the files were at the first look.
  private final Map<Content, Long> targets = new HashMap<>();
  private boolean hasLooked;
  private int turn;

  /**
   * @param split which part of the contents is read, from 0
   * @param start how far contents were read before
   */
  public TailedFiles(
      FilePattern pattern,
      int split,
      int splits,
      TailLimits limits,
      Told told,
      List<ContentMark> start,
      long now) {
    this.pattern = pattern;
    this.split = split;
    this.splits = splits;
    this.limits = limits;
    this.told = told;
    this.candidates =
        new Candidates(
            told,
            new Candidates.Outcome() {
              @Override
              public void isAnother(Candidate candidate, long at) throws IOException {
                addContent(
                    new Content(candidate.file(), candidate.head(), candidate.isCompressed(), at));
              }

              @Override
              public void isUnreadable(FoundFile file) {
                others.put(file.key(), file);
              }
            });
    for (ContentMark mark : start) {
      if (isMine(mark.head())) {
        contents.add(Content.of(mark, now));
      }
    }
  }

  private boolean isMine(FileHead head) {
    return Math.floorMod(head.sum(), splits) == split;
  }

  /** How far each content was read. */
  public List<ContentMark> marks() {
    return contents.stream().map(Content::mark).toList();
  }

  /** Looks which files there are, and what has become of those that are known. */
  public void look(long now) throws IOException {
    Map<String, FoundFile> found = new HashMap<>();
    try {
      Collection<FoundFile> files = pattern.find();
      files.forEach(file -> found.put(file.key(), file));
      told.listed();
    } catch (IOException e) {
      // What is not seen is not gone.
      told.unlisted(e.toString());
      return;
    }
    Set<String> known = new HashSet<>();
    for (Content content : contents) {
      String key = content.key();
      if (key != null && update(content, found.get(key), now)) {
        known.add(key);
      }
    }
    candidates.removeGone(found, known);
    Map<String, FoundFile> before = unfinished;
    unfinished = new HashMap<>();
    for (FoundFile file : found.values()) {
      if (!known.contains(file.key()) && !candidates.has(file.key())) {
        consider(file, before.get(file.key()), now);
      }
    }
    others.keySet().retainAll(found.keySet());
    forget(found, now);
    if (!hasLooked) {
      hasLooked = true;
      contents.forEach(content -> targets.put(content, content.storedBytes()));
    }
    // Also while contents have so many lines that there is always another one.
    candidates.compare(now);
  }

  private boolean update(Content content, @Nullable FoundFile found, long now) throws IOException {
    try {
      return content.update(found, limits, now);
    } catch (IOException e) {
      told.unreadable(content.path(), e.toString());
      content.close();
      return true;
    }
  }

  /** A file that belongs to no content yet. */
  private void consider(FoundFile file, @Nullable FoundFile before, long now) {
    if (file.size() == 0 || file.equals(others.get(file.key()))) {
      return;
    }
    try {
      FileContent kind = FileHead.kind(file.path());
      boolean compressed = FileHead.isCompressed(kind);
      if (!compressed && kind != FileContent.OTHER) {
        others.put(file.key(), file);
        told.refused(file.path().toString(), kind.words());
        return;
      }
      if (compressed && !file.equals(before)) {
        // It may be written just now, so it is read when it has not changed between two looks.
        unfinished.put(file.key(), file);
        return;
      }
      Optional<FileHead> head = FileHead.of(file.path());
      if (head.isEmpty()) {
        return;
      }
      if (!isMine(head.get())) {
        others.put(file.key(), file);
        return;
      }
      file.requireThere();
      add(file, head.get(), compressed, now);
    } catch (NoSuchFileException e) {
      // It has another name by now; the next look finds it.
    } catch (EventFileException e) {
      others.put(file.key(), file);
      told.refused(file.path().toString(), String.valueOf(e.getMessage()));
    } catch (DamagedFileException | EOFException e) {
      others.put(file.key(), file);
      told.damaged(file.path().toString(), 0, e.toString());
    } catch (IOException e) {
      told.unreadable(file.path().toString(), e.toString());
    }
  }

  private void add(FoundFile file, FileHead head, boolean compressed, long now) throws IOException {
    List<Content> originals =
        contents.stream().filter(content -> content.head().equals(head)).toList();
    if (originals.isEmpty()) {
      addContent(new Content(file, head, compressed, now));
    } else {
      candidates.add(new Candidate(file, head, compressed, originals));
    }
  }

  private void addContent(Content content) throws IOException {
    contents.add(content);
    told.found(content);
    // Another file may be a copy of this one.
    candidates.removeWith(content.head());
  }

  private void forget(Map<String, FoundFile> found, long now) throws IOException {
    Iterator<Content> all = contents.iterator();
    while (all.hasNext()) {
      Content content = all.next();
      content.closeDeleted(limits, now);
      if (!content.isMissing()) {
        continue;
      }
      long missing = now - content.missingSince();
      List<Candidate> copies = candidates.copiesOf(content);
      boolean mayContinue =
          !unfinished.isEmpty() || copies.stream().anyMatch(each -> !each.isIdle());
      if (missing > limits.patience().toMillis()
          && !content.isSettled()
          && !content.isTold()
          && !mayContinue) {
        content.markTold();
        told.cutOff(content);
      }
      // As long as a copy is there, its lines must not count as new ones.
      boolean hasCopy = !copies.isEmpty() || found.containsKey(content.lastKey());
      if (missing > limits.memory().toMillis() && !hasCopy) {
        all.remove();
        targets.remove(content);
      }
    }
  }

  /**
   * The next lines that are there.
   *
   * @return none if nothing can be read now
   */
  public List<RawRecord> next(long now) throws IOException {
    List<RawRecord> records = nextOfContents(now);
    while (records.isEmpty() && candidates.compare(now)) {
      records = nextOfContents(now);
    }
    return records;
  }

  private List<RawRecord> nextOfContents(long now) throws IOException {
    for (int asked = 0; asked < contents.size(); asked++) {
      turn = turn + 1 < contents.size() ? turn + 1 : 0;
      Content content = contents.get(turn);
      try {
        List<RawRecord> records = content.read(now);
        while (records.isEmpty() && content.hasSkippedLines()) {
          records = content.read(now);
        }
        if (!records.isEmpty()) {
          return records;
        }
      } catch (NoSuchFileException e) {
        // Between two looks it got another name, or it was deleted.
        content.close();
      } catch (DamagedFileException | EOFException e) {
        told.damaged(content.path(), content.trail().lines(), e.toString());
        content.breakOff(now);
      } catch (IOException e) {
        told.unreadable(content.path(), e.toString());
        content.close();
      }
    }
    return List.of();
  }

  /** Whether the next call of {@link #next} may find more at once. */
  public boolean isBusy() {
    return !candidates.areIdle();
  }

  /**
   * Whether all lines were read that were in the files at the last look. Asked after {@link #next}
   * has returned none.
   */
  public boolean isAtEnd() {
    return unfinished.isEmpty()
        && candidates.areIdle()
        && contents.stream()
            .allMatch(content -> content.isMissing() ? isDone(content) : content.isAtEnd());
  }

  /** Whether all lines were read that were in the files at the first look. */
  public boolean isPastFirstLook() {
    return hasLooked
        && unfinished.isEmpty()
        && candidates.areIdle()
        && targets.entrySet().stream().allMatch(one -> isPast(one.getKey(), one.getValue()));
  }

  private static boolean isPast(Content content, long bytes) {
    return content.isMissing()
        ? isDone(content)
        : content.isAtEnd() || (!content.isCompressed() && content.trail().offset() >= bytes);
  }

  private static boolean isDone(Content content) {
    return content.isSettled() || content.isTold();
  }

  @Override
  public void close() throws IOException {
    for (Content content : contents) {
      content.close();
    }
    candidates.close();
  }
}
