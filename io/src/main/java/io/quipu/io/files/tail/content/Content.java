package io.quipu.io.files.tail.content;

import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a writer has written under one name until its file was rotated, and how far it was read. It
 * is in a file, which may get another name; or it is missing, until a file is found that continues
 * it.
 */
final class Content implements Closeable {
  private static final int MAX_LINES = 500;
  private static final int MAX_BYTES = 1 << 18;

  private final String base;
  private final FileHead head;
  private final String name;
  private final Trail trail;
  private FoundFile file;
  private boolean compressed;
  private boolean settled;
  // A settled file has changed, or another one has got its inode: the next read finds out.
  private boolean reopens;
  private boolean told;
  private long missingSince;
  private @Nullable OpenContent open;
  private boolean unlinked;
  private boolean atEnd;
  private long lastLineAt;

  /** A content of which nothing was read. */
  Content(FoundFile file, FileHead head, boolean compressed, long now) {
    this(file, head, compressed, new Trail(), now);
  }

  private Content(FoundFile file, FileHead head, boolean compressed, Trail trail, long now) {
    this.base = file.base();
    this.head = head;
    this.name = ContentMark.name(base, head);
    this.compressed = compressed;
    this.trail = trail;
    this.file = file;
    this.lastLineAt = now;
  }

  /** Continues a content. */
  static Content of(ContentMark mark, long now) {
    FoundFile file =
        new FoundFile(Path.of(mark.path()), mark.base(), mark.key(), mark.size(), mark.modified());
    Content content = new Content(file, mark.head(), mark.compressed(), mark.trail().copy(), now);
    content.settled = mark.settled();
    content.told = mark.told();
    content.missingSince = mark.missingSince();
    if (mark.compressed() && !mark.settled() && content.missingSince == 0) {
      // A compressed file is read from its beginning, as one that may continue a content.
      content.missingSince = now;
    }
    return content;
  }

  ContentMark mark() {
    return new ContentMark(
        base,
        head,
        file.path().toString(),
        file.key(),
        file.size(),
        file.modified(),
        compressed,
        settled,
        missingSince,
        told,
        trail.copy());
  }

  /** The name in the positions of its records. */
  String name() {
    return name;
  }

  String path() {
    return file.path().toString();
  }

  /** The key of the file with it, or of the last one that had it. */
  String lastKey() {
    return file.key();
  }

  /** The stored bytes of its file at the last look. */
  long storedBytes() {
    return file.size();
  }

  boolean isCompressed() {
    return compressed;
  }

  FileHead head() {
    return head;
  }

  Trail trail() {
    return trail;
  }

  /** The key of the file with it; null if it is missing. */
  @Nullable String key() {
    return isMissing() ? null : file.key();
  }

  /** Whether no file has it. */
  boolean isMissing() {
    return missingSince > 0 && !unlinked;
  }

  long missingSince() {
    return missingSince;
  }

  boolean isTold() {
    return told;
  }

  boolean isSettled() {
    return settled;
  }

  void markTold() {
    told = true;
  }

  /** Whether all that is there was read when it was last asked. */
  boolean isAtEnd() {
    return atEnd || settled;
  }

  /**
   * Notes what a look has found under its key.
   *
   * @param found null if there is no such file
   * @return whether the file still has this content, as far as its size says
   */
  boolean update(@Nullable FoundFile found, TailLimits limits, long now) throws IOException {
    if (found == null) {
      if (open != null && !settled) {
        // The writer may still write to it, and the open file stays readable.
        unlinked = true;
      } else {
        leave(now);
      }
      return false;
    }
    boolean changed = found.size() != file.size() || found.modified() != file.modified();
    boolean shorter = open == null && !compressed && found.size() < trail.offset();
    boolean other = changed && open != null && !open.isHere();
    if (shorter || other || (compressed && changed)) {
      displace(now);
      return false;
    }
    file = new FoundFile(found.path(), base, found.key(), found.size(), found.modified());
    unlinked = false;
    if (changed) {
      reopens |= settled;
      settled = false;
      atEnd = false;
    } else {
      closeIfIdle(limits, now);
    }
    return true;
  }

  private void closeIfIdle(TailLimits limits, long now) throws IOException {
    boolean old = now - Math.max(lastLineAt, file.modified()) > limits.close().toMillis();
    OpenContent is = open;
    if (is != null && !is.isCompressed() && atEnd && old && !is.hasUnfinishedLine()) {
      close();
      settled = true;
    }
  }

  /**
   * Continues in another file.
   *
   * @param lines the open file behind what was read, if it is compressed; else null
   */
  void continueIn(FoundFile found, @Nullable Lines lines) throws IOException {
    close();
    file = new FoundFile(found.path(), base, found.key(), found.size(), found.modified());
    compressed = lines != null;
    open = lines == null ? null : OpenContent.compressed(lines, head, trail);
    unlinked = false;
    settled = false;
    told = false;
    missingSince = 0;
    atEnd = false;
  }

  /**
   * Reads the next lines that are there.
   *
   * @return the lines; empty if there are no more lines now
   */
  List<RawRecord> read(long now) throws IOException {
    List<RawRecord> records = new ArrayList<>();
    if (settled || isMissing()) {
      return records;
    }
    OpenContent from = open == null ? open() : open;
    int bytes = 0;
    while (records.size() < MAX_LINES && bytes < MAX_BYTES && from.hasNext(bytes > 0)) {
      byte[] line = from.take();
      bytes += line.length + 1;
      if (line.length > 0) {
        records.add(new RawRecord(line, new SourcePosition(name, 0, trail.lines()), now));
      }
    }
    if (bytes > 0) {
      lastLineAt = now;
      atEnd = false;
    } else if (from.isStopped()) {
      leave(now);
    } else if (from.isOver()) {
      close();
      settled = true;
    } else {
      atEnd = true;
    }
    return records;
  }

  /** Whether the last read only found blank lines, so that more may be there. */
  boolean hasSkippedLines() {
    return open != null && !atEnd && !open.isStopped();
  }

  /** The compressed file is damaged. It is waited for another one, which continues it. */
  void breakOff(long now) throws IOException {
    leave(now);
    told = true;
  }

  /** What a file with a longer beginning of the same content means for this one. */
  enum Longer {
    /** Nothing yet: this file has lines that were not read. */
    NOT_READ,
    /** The other file continues it, because this file does not have it any more. */
    CONTINUES,
    /** The other file has a content of its own, because this file has all of this one. */
    IS_ANOTHER
  }

  /**
   * Asked after the other file was read, so that this one has had all that a copy of it can have.
   */
  Longer comparedWithLonger(long now) throws IOException {
    if (compressed) {
      return settled ? Longer.IS_ANOTHER : Longer.NOT_READ;
    }
    OpenContent here = open;
    if (here == null) {
      reopens |= settled;
      settled = false;
      here = open();
    }
    if (here.hasNext(false)) {
      return Longer.NOT_READ;
    }
    if (here.isStopped() || !here.isHere()) {
      leave(now);
      return Longer.CONTINUES;
    }
    return unlinked ? Longer.CONTINUES : Longer.IS_ANOTHER;
  }

  private OpenContent open() throws IOException {
    OpenContent opened =
        compressed
            ? OpenContent.compressed(file, head, trail)
            : OpenContent.plain(file, head, trail);
    open = opened;
    reopens &= opened.isStopped();
    return opened;
  }

  /** The file has other content now. Lines that are in memory already are still right. */
  void displace(long now) throws IOException {
    if (open == null || compressed) {
      leave(now);
    } else {
      open.stop();
    }
  }

  /**
   * Closes a deleted file to which nobody has written for long. A last line without its end is read
   * before.
   */
  void closeDeleted(TailLimits limits, long now) throws IOException {
    if (!unlinked || !atEnd || now - lastLineAt < limits.close().toMillis()) {
      return;
    }
    OpenContent is = open;
    if (is != null && is.hasUnfinishedLine()) {
      is.finishLine();
    } else {
      settled = true;
      leave(now);
    }
  }

  /** There is no file with it any more. */
  void leave(long now) throws IOException {
    close();
    settled |= reopens;
    reopens = false;
    unlinked = false;
    missingSince = missingSince == 0 ? now : missingSince;
  }

  /** Closes its file, which is opened again when it is read. */
  @Override
  public void close() throws IOException {
    OpenContent is = open;
    open = null;
    if (is != null) {
      is.close();
    }
  }
}
