package io.quipu.io.files.tail.content;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that begins as a known content does. It is a copy of it, perhaps a compressed one, or it
 * has a content of its own with the same first line. To find out, it is read from its beginning and
 * its trail is compared with those of the contents that are known.
 */
final class Candidate implements Closeable {
  private static final int STEP_BYTES = 4 << 20;

  private final FoundFile file;
  private final FileHead head;
  private final boolean compressed;
  private final Trail trail = new Trail();
  private final List<Content> originals;
  private @Nullable Lines lines;
  private boolean idle;
  private boolean told;

  /** What is known of the file after a step. */
  enum Finding {
    /** More must be read, or written, to know. */
    NOT_KNOWN,
    /** It continues {@link #original()}. */
    CONTINUES,
    /** It has a content of its own. */
    IS_ANOTHER
  }

  Candidate(FoundFile file, FileHead head, boolean compressed, List<Content> originals) {
    this.file = file;
    this.head = head;
    this.compressed = compressed;
    this.originals = new ArrayList<>(originals);
  }

  FoundFile file() {
    return file;
  }

  FileHead head() {
    return head;
  }

  Trail trail() {
    return trail;
  }

  boolean isCompressed() {
    return compressed;
  }

  /** Whether it may turn out to continue the content. */
  boolean isCopyOf(Content content) {
    return originals.contains(content);
  }

  /** The content that it continues, or the first one of which it may be a copy. */
  Content original() {
    return originals.get(0);
  }

  /** Whether all that it has now is of a known content. */
  boolean isIdle() {
    return idle;
  }

  /** Whether it has all lines of a content that another file still has; true once. */
  boolean isNewCopy() {
    boolean is = idle && !told && !originals.isEmpty() && original().trail().isSameAs(trail);
    told |= is;
    return is;
  }

  /**
   * The open compressed file, behind the lines that were compared; null if it is not compressed.
   */
  @Nullable Lines takeCompressed() {
    Lines open = compressed ? lines : null;
    if (open != null) {
      lines = null;
    }
    return open;
  }

  /** Compares some more lines. */
  Finding step(long now) throws IOException {
    idle = false;
    Lines from = lines == null ? open() : lines;
    long limit = trail.offset() + STEP_BYTES;
    while (true) {
      originals.removeIf(content -> !agrees(content));
      if (originals.isEmpty()) {
        return Finding.IS_ANOTHER;
      }
      boolean more = from.hasNext();
      Finding finding = findingAtEnd(more, now);
      if (finding != Finding.NOT_KNOWN || originals.isEmpty()) {
        return originals.isEmpty() ? Finding.IS_ANOTHER : finding;
      }
      if (!more) {
        idle = true;
        return Finding.NOT_KNOWN;
      }
      boolean waits = originals.stream().anyMatch(content -> content.trail().isSameAs(trail));
      if (waits || trail.offset() > limit) {
        return Finding.NOT_KNOWN;
      }
      from.skip(trail);
    }
  }

  private boolean agrees(Content content) {
    return trail.offset() <= content.trail().offset() && content.trail().mayShareBeginning(trail);
  }

  /** What it means that the file was read as far as one of the contents. */
  private Finding findingAtEnd(boolean more, long now) throws IOException {
    for (Content content : List.copyOf(originals)) {
      if (!content.trail().isSameAs(trail)) {
        continue;
      }
      if (content.isMissing()) {
        originals.remove(content);
        originals.add(0, content);
        return Finding.CONTINUES;
      }
      if (!more) {
        continue;
      }
      switch (content.comparedWithLonger(now)) {
        case CONTINUES -> {
          originals.remove(content);
          originals.add(0, content);
          return Finding.CONTINUES;
        }
        case IS_ANOTHER -> originals.remove(content);
        case NOT_READ -> {
          // The content is read first.
        }
      }
    }
    return Finding.NOT_KNOWN;
  }

  private Lines open() throws IOException {
    Lines opened =
        compressed
            ? new Lines(FileHead.open(file.path()), true, Lines.Check.NONE)
            : new Lines(
                Channels.newInputStream(FileChannel.open(file.path(), StandardOpenOption.READ)),
                false,
                Lines.Check.NONE);
    lines = opened;
    file.requireThere();
    return opened;
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
      lines = null;
    }
  }
}
