package io.quipu.io.files.tail;

import io.quipu.io.files.tail.content.ContentMark;
import io.quipu.io.files.tail.content.FilePattern;
import io.quipu.io.files.tail.content.TailLimits;
import io.quipu.model.event.RawRecord;
import io.quipu.model.progress.ReadPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The readers of all splits of a tail, as a runner uses them: it keeps their marks from time to
 * time, and after a crash it goes back to the last marks, with what was read up to them.
 */
final class Tailing implements AutoCloseable {
  private static final int SPLITS = 3;

  private final MovedClock clock;
  private final List<TailSource> splits;
  private final List<TailReader> readers = new ArrayList<>();
  private final List<RawRecord> read = new ArrayList<>();
  private final List<Instant> times = new ArrayList<>();
  private final List<ReadPosition> positions = new ArrayList<>();
  private List<byte[]> marks = new ArrayList<>();
  private int readAtMarks;
  private long cutOff;
  private long unread;
  private long copies;

  Tailing(String globs, MovedClock clock) {
    this(globs, clock, List.of());
  }

  Tailing(String globs, MovedClock clock, List<ContentMark> start) {
    this.clock = clock;
    this.splits =
        new TailSource(
                FilePattern.of(globs),
                globs,
                new TailMark(clock.millis(), 0, start, null),
                SPLITS,
                TailLimits.DEFAULT,
                clock)
            .split(128, PipelineOptionsFactory.create());
    open();
  }

  private void open() {
    for (int i = 0; i < SPLITS; i++) {
      readers.add(splits.get(i).createReader(PipelineOptionsFactory.create(), mark(i)));
    }
  }

  private @Nullable TailMark mark(int split) {
    try {
      return marks.isEmpty()
          ? null
          : new TailMark.Coder().decode(new ByteArrayInputStream(marks.get(split)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets some time pass, and reads until there is nothing more. */
  Tailing poll(Duration time) throws IOException {
    clock.goOn(time);
    for (TailReader reader : readers) {
      while (reader.advance()) {
        TailBatch batch =
            new TailBatch.Coder().decode(new ByteArrayInputStream(encoded(reader.getCurrent())));
        read.addAll(batch.records());
        batch.records().forEach(record -> times.add(reader.getCurrentTimestamp()));
        if (batch.position() != null) {
          positions.add(batch.position());
        }
        cutOff += batch.counts().cutOff();
        unread += batch.counts().unread();
        copies += batch.counts().copies();
      }
    }
    return this;
  }

  private static byte[] encoded(TailBatch batch) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TailBatch.Coder().encode(batch, out);
    return out.toByteArray();
  }

  /** Polls often enough that each file was looked at twice. */
  Tailing settle() throws IOException {
    for (int i = 0; i < 4; i++) {
      poll(Duration.ofMillis(1_100));
    }
    return this;
  }

  /** A checkpoint. */
  Tailing keepMarks() throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (TailReader reader : readers) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      TailMark mark = reader.getCheckpointMark();
      new TailMark.Coder().encode(mark, out);
      mark.finalizeCheckpoint();
      all.add(out.toByteArray());
    }
    marks = all;
    readAtMarks = read.size();
    return this;
  }

  /** A crash, after which the readers begin at the last checkpoint. */
  Tailing crash() throws IOException {
    close();
    readers.clear();
    read.subList(readAtMarks, read.size()).clear();
    times.subList(readAtMarks, times.size()).clear();
    open();
    return this;
  }

  /** The contents of the last checkpoint. */
  List<ContentMark> marks() {
    List<ContentMark> all = new ArrayList<>();
    marks.forEach(mark -> all.addAll(TailMark.fromBytes(decoded(mark)).contents()));
    return all;
  }

  private static byte[] decoded(byte[] mark) {
    try {
      return ByteArrayCoder.of().decode(new ByteArrayInputStream(mark));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  List<String> lines() {
    return read.stream()
        .map(record -> new String(record.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  List<RawRecord> records() {
    return read;
  }

  List<Instant> times() {
    return times;
  }

  List<ReadPosition> positions() {
    return positions;
  }

  Instant watermark() {
    return readers.stream().map(TailReader::getWatermark).min(Instant::compareTo).orElseThrow();
  }

  long cutOff() {
    return cutOff;
  }

  long unread() {
    return unread;
  }

  long copies() {
    return copies;
  }

  @Override
  public void close() throws IOException {
    for (TailReader reader : readers) {
      reader.close();
    }
  }
}
