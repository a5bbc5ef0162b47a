package io.quipu.io.files.tail.content;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The open file of a content, at the place up to which it was read. */
final class OpenContent implements Closeable {
  private final FileHead head;
  private final Trail trail;
  private final @Nullable FileChannel channel;
  private final Lines lines;
  private @Nullable IOException failure;

  private OpenContent(FileHead head, Trail trail, FileChannel channel) {
    this.head = head;
    this.trail = trail;
    this.channel = channel;
    this.lines = new Lines(Channels.newInputStream(channel), false, () -> isIn(channel));
  }

  private OpenContent(FileHead head, Trail trail, Lines lines) {
    this.head = head;
    this.trail = trail;
    this.channel = null;
    this.lines = lines;
  }

  /**
   * Opens a file that is not compressed. If it has another content by now, it has no lines.
   *
   * @param trail how far the content was read; it goes on with each line
   */
  static OpenContent plain(FoundFile file, FileHead head, Trail trail) throws IOException {
    FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
    try {
      channel.position(trail.offset());
      file.requireThere();
      OpenContent open = new OpenContent(head, trail, channel);
      if (!open.isHere()) {
        open.lines.stop();
      }
      return open;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Opens a compressed file at its beginning. */
  static OpenContent compressed(FoundFile file, FileHead head, Trail trail) throws IOException {
    OpenContent open =
        compressed(new Lines(FileHead.open(file.path()), true, Lines.Check.NONE), head, trail);
    try {
      file.requireThere();
      return open;
    } catch (IOException e) {
      open.close();
      throw e;
    }
  }

  /** A compressed file that was read as far as the content. */
  static OpenContent compressed(Lines lines, FileHead head, Trail trail) {
    return new OpenContent(head, trail, lines);
  }

  boolean isCompressed() {
    return channel == null;
  }

  /**
   * Whether there is a line now.
   *
   * @param hasLines whether lines were taken that must be returned first, so that a failure waits
   */
  boolean hasNext(boolean hasLines) throws IOException {
    IOException before = failure;
    if (before != null) {
      failure = null;
      throw before;
    }
    try {
      return lines.hasNext();
    } catch (IOException e) {
      if (!hasLines) {
        throw e;
      }
      failure = e;
      return false;
    }
  }

  /** Takes the next line; see {@link Lines#take}. */
  byte[] take() {
    return lines.take(trail);
  }

  /** Whether the file still has what was read from it, and is not shorter. */
  boolean isHere() throws IOException {
    FileChannel open = channel;
    return open == null || (open.size() >= trail.offset() && isIn(open));
  }

  private boolean isIn(FileChannel open) throws IOException {
    return head.isIn(open)
        && FileHead.isAt(
            open, trail.offset() - trail.lastLength(), trail.lastLength(), trail.lastSum());
  }

  /** Reads no more; lines that are in memory are still right. */
  void stop() {
    lines.stop();
  }

  /** Whether the file has another content by now. */
  boolean isStopped() {
    return lines.isStopped();
  }

  /** Whether a compressed file was read to its end. */
  boolean isOver() {
    return lines.isOver();
  }

  /** Whether there is a line without its end. */
  boolean hasUnfinishedLine() {
    return lines.unfinished() > 0;
  }

  /** Makes a line without its end a whole one. */
  void finishLine() {
    lines.finish();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
