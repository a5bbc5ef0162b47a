package io.quipu.io.files.tail;

import io.quipu.io.ReadGate;
import io.quipu.io.files.tail.content.ContentMark;
import io.quipu.io.files.tail.content.TailedFiles;
import io.quipu.io.files.tail.content.Told;
import io.quipu.model.event.RawRecord;
import io.quipu.model.progress.ReadPosition;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads one split of a {@link TailSource}. It never waits: if there is nothing to read, it says so.
 *
 * <p>Stream time is the time of reading, with one exception. Lines that were in the files when the
 * reader started have the stream time of its mark, and stream time stays there until all of them
 * were read. So after a restart, when stream time passes the time of the crash, all lines that a
 * lost attempt had read were read again.
 */
final class TailReader extends UnboundedReader<TailBatch> {
  private static final long POSITION_EVERY_MILLIS = 1_000;
  private static final long NEVER = Long.MIN_VALUE;

  private final TailSource source;
  private final Clock clock;
  private final Told told = new Told();
  private final TailedFiles files;
  private long streamTime;
  private long lines;
  private boolean pastStart;
  private long nextLook = NEVER;
  private long quietUntil = NEVER;
  private long lastLook = NEVER;
  private long lookBefore = NEVER;
  private long lastPosition = NEVER;
  private @Nullable TailBatch current;
  private long currentTime;

  TailReader(TailSource source, TailMark start, Clock clock) {
    this.source = source;
    this.clock = clock;
    this.streamTime = start.streamTime();
    this.lines = start.lines();
    this.files =
        new TailedFiles(
            source.pattern(),
            source.split(),
            source.splits(),
            source.limits(),
            told,
            start.contents(),
            clock.millis());
  }

  @Override
  public boolean start() throws IOException {
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    if (!ReadGate.isOpen()) {
      return false;
    }
    long now = clock.millis();
    if (now >= nextLook) {
      nextLook = now + source.limits().look().toMillis();
      lookBefore = lastLook;
      lastLook = now;
      files.look(now);
    } else if (now < quietUntil) {
      return false;
    }
    // What is read now can be what was there at the start, so this is about what was read before.
    pastStart = pastStart || files.isPastFirstLook();
    List<RawRecord> records = files.next(now);
    if (!records.isEmpty()) {
      lines += records.size();
      return give(records, null, now);
    }
    ReadPosition position = position(now);
    if (position != null || told.hasCounts()) {
      return give(List.of(), position, now);
    }
    if (!files.isBusy()) {
      quietUntil = now + source.limits().poll().toMillis();
    }
    return false;
  }

  private boolean give(List<RawRecord> records, @Nullable ReadPosition position, long now) {
    current = new TailBatch(records, position, told.take());
    currentTime = streamTime(now);
    return true;
  }

  private long streamTime(long now) {
    if (pastStart) {
      streamTime = Math.max(streamTime, now);
    }
    return streamTime;
  }

  /**
   * How far all files were read, if all were read to their ends. A file that got another name while
   * its folder was listed is only found by the next look. So the look before the last one counts.
   */
  private @Nullable ReadPosition position(long now) {
    boolean due = lastPosition == NEVER || now - lastPosition >= POSITION_EVERY_MILLIS;
    if (!due || lookBefore == NEVER || !pastStart || !files.isAtEnd()) {
      return null;
    }
    lastPosition = now;
    return new ReadPosition(source.pattern().toString(), source.split(), lines, lookBefore);
  }

  @Override
  public TailBatch getCurrent() {
    if (current == null) {
      throw new NoSuchElementException("Nothing was read yet.");
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    if (current == null) {
      throw new NoSuchElementException("Nothing was read yet.");
    }
    return Instant.ofEpochMilli(currentTime);
  }

  @Override
  public Instant getWatermark() {
    return Instant.ofEpochMilli(streamTime(clock.millis()));
  }

  @Override
  public TailMark getCheckpointMark() {
    List<ContentMark> marks = files.marks();
    return new TailMark(
        streamTime(clock.millis()),
        lines,
        marks,
        () ->
            TailEnds.of(source.name())
                .note(source.split(), marks.stream().map(ContentMark::toRunFile).toList()));
  }

  @Override
  public UnboundedSource<TailBatch, ?> getCurrentSource() {
    return source;
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
