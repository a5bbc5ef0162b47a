package io.quipu.io.kafka.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.kafka.read.BatchSource.BatchReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.apache.beam.sdk.io.CountingSource;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class BatchSourceTest {
  private static final long MS = 1_000_000;

  private long now = Long.MAX_VALUE - 5 * MS; // nanoTime may be anything, and overflow.

  @Test
  void givesAllThatIsThereInBatchesOfTheLastTimestamp() throws IOException {
    WaitingReader reader = new WaitingReader();
    LongStream.range(0, 1234).forEach(number -> reader.records.add(new Arrival(number, 0)));
    BatchReader<Long> batches = batches(reader);

    List<Long> read = new ArrayList<>();
    for (boolean more = batches.start(); more; more = batches.advance()) {
      List<Long> batch = batches.getCurrent();
      assertThat(batch.size(), lessThanOrEqualTo(500));
      read.addAll(batch);
      assertThat(
          batches.getCurrentTimestamp(), equalTo(Instant.ofEpochMilli(read.get(read.size() - 1))));
    }
    assertThat(read, equalTo(LongStream.range(0, 1234).boxed().toList()));
  }

  @Test
  void whatIsThereDoesNotWaitForMoreThanOneThatIsNot() throws IOException {
    WaitingReader reader = new WaitingReader();
    reader.records.addAll(
        List.of(new Arrival(1, 3), new Arrival(2, 0), new Arrival(3, 3), new Arrival(4, 0)));
    BatchReader<Long> batches = batches(reader);

    assertThat(batches.start(), equalTo(true));
    assertThat(batches.getCurrent(), contains(1L, 2L, 3L));
    assertThat(batches.advance(), equalTo(true));
    assertThat(batches.getCurrent(), contains(4L));
    assertThat(batches.advance(), equalTo(false));
  }

  @Test
  void hasNothingBeforeItsFirstBatch() throws IOException {
    BatchReader<Long> batches = batches(new WaitingReader());
    assertThat(batches.start(), equalTo(false));
    assertThrows(NoSuchElementException.class, batches::getCurrent);
    assertThrows(NoSuchElementException.class, batches::getCurrentTimestamp);
  }

  @Test
  void aSplitGoesOnFromItsMark() throws Exception {
    UnboundedSource<List<Long>, CountingSource.CounterMark> split =
        numbers().split(1, PipelineOptionsFactory.create()).get(0);
    List<Long> read = new ArrayList<>();
    CountingSource.CounterMark mark;
    try (UnboundedReader<List<Long>> reader =
        split.createReader(PipelineOptionsFactory.create(), null)) {
      reader.start();
      read.addAll(reader.getCurrent());
      assertThat(reader.getCurrentSource(), equalTo(split));
      mark = (CountingSource.CounterMark) reader.getCheckpointMark();
    }
    try (UnboundedReader<List<Long>> reader =
        split.createReader(PipelineOptionsFactory.create(), mark)) {
      reader.start();
      read.addAll(reader.getCurrent());
    }
    assertThat(read, equalTo(LongStream.range(0, read.size()).boxed().toList()));
  }

  @SuppressWarnings("deprecation") // What stands in for it gives a transform, not a source.
  private static BatchSource<Long, CountingSource.CounterMark> numbers() {
    return new BatchSource<>(CountingSource.unbounded());
  }

  private BatchReader<Long> batches(UnboundedReader<Long> reader) {
    return new BatchReader<>(numbers(), reader, () -> now);
  }

  /** A record, and how many milliseconds the reader waits for it. */
  private record Arrival(long record, long waitMillis) {}

  /** A reader that waits for some of its records; the timestamp is the record. */
  private final class WaitingReader extends StubReader {
    private final Deque<Arrival> records = new ArrayDeque<>();

    @Override
    public boolean advance() {
      Arrival next = records.poll();
      if (next == null) {
        return false;
      }
      now += next.waitMillis() * MS;
      current = next.record();
      return true;
    }
  }
}
