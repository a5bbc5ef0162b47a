package io.quipu.io.files.tail.content;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what happens to files: by lines in the log, and by numbers for the metrics. */
public final class Told {
  private static final Logger LOG = LoggerFactory.getLogger(Told.class);

  private static final int REMEMBERED = 10_000;

  private final Set<String> once = new HashSet<>();
  private boolean isUnlisted;
  private long cutOff;
  private long unread;
  private long copies;

  /**
   * Numbers of files.
   *
   * @param cutOff contents whose end may not have been read
   * @param unread files that cannot be read
   * @param copies files that were left out, because their lines were counted from other files
   */
  public record Counts(long cutOff, long unread, long copies) {
    static final Counts NONE = new Counts(0, 0, 0);
  }

  /** The numbers since the last call. */
  public Counts take() {
    Counts counts = new Counts(cutOff, unread, copies);
    cutOff = 0;
    unread = 0;
    copies = 0;
    return counts;
  }

  /** Whether {@link #take} would return more than zeros. */
  public boolean hasCounts() {
    return cutOff + unread + copies > 0;
  }

  /** A content has no file any more, and nobody knows whether all of it was read. */
  void cutOff(Content content) {
    cutOff++;
    LOG.warn(
        "'{}' was truncated, replaced or deleted, and no copy of it was found. It is counted up to"
            + " line {} (byte {}); what was written after that is not. If you have a copy, put it"
            + " beside the file, under the same name with .1 or .1.gz at its end, within a day: the"
            + " rest of it is then counted. Let log rotation rename files, not truncate them.",
        content.path(),
        content.trail().lines(),
        content.trail().offset());
  }

  private boolean isNew(String what) {
    if (once.size() >= REMEMBERED) {
      once.clear();
    }
    return once.add(what);
  }

  /** A file cannot be read now. */
  void unreadable(String path, String why) {
    if (isNew(path + why)) {
      unread++;
      LOG.warn(
          "'{}' cannot be read ({}), so none of its further lines are counted. Give the right to read"
              + " it, or replace it; the job continues by itself.",
          path,
          why);
    }
  }

  /** A compressed file is damaged. */
  void damaged(String path, long line, String why) {
    if (isNew(path + line)) {
      unread++;
      LOG.warn(
          "'{}' is cut off or damaged beyond line {} ({}); what follows is not counted. Replace it by"
              + " a whole one: the job then continues there.",
          path,
          line,
          why);
    }
  }

  /** A file has no lines of JSON. */
  void refused(String path, String what) {
    if (isNew(path + what)) {
      unread++;
      LOG.warn(
          "'{}' is {}, so it is not read; give JSON lines, plain or compressed with gzip, bzip2 or"
              + " Zstandard, or leave it out of --input.",
          path,
          what);
    }
  }

  /** A folder cannot be listed. */
  void unlisted(String why) {
    if (!isUnlisted) {
      isUnlisted = true;
      unread++;
      LOG.warn(
          "The folders of --input cannot be listed ({}), so new files are not found. The job continues"
              + " by itself when they can.",
          why);
    }
  }

  /** Folders can be listed again. */
  void listed() {
    isUnlisted = false;
  }

  /** The rest of a content is read from another file. */
  void continued(Content content, FoundFile file) {
    LOG.info("'{}' is continued in '{}'.", content.name(), file.path());
  }

  /** A file has only lines that were counted from another one. */
  void copy(FoundFile file, Content content) {
    copies++;
    LOG.info(
        "'{}' has only lines of '{}', so it is taken as a copy, and not counted.",
        file.path(),
        content.path());
  }

  /** A new content. */
  void found(Content content) {
    LOG.info("'{}' is read.", content.path());
  }
}
