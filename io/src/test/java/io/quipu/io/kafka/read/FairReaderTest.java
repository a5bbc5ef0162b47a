package io.quipu.io.kafka.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.beam.sdk.io.CountingSource;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.junit.jupiter.api.Test;

class FairReaderTest {
  private static final long MS = 1_000_000;

  private long now = Long.MAX_VALUE - 5 * MS; // nanoTime may be anything, and overflow.

  @Test
  void aSilentReaderTakesLittleOfTheTimeOfABusyOne() throws IOException {
    WaitingReader silent = new WaitingReader(10 * MS);
    WaitingReader busy = new WaitingReader(10 * MS);
    for (long record = 0; record < 10_000; record++) {
      busy.records.add(record);
    }
    FairReader<Long> fairSilent = fair(silent);
    FairReader<Long> fairBusy = fair(busy);
    long start = now;
    fairSilent.start();
    fairBusy.start();
    List<Long> read = new ArrayList<>();
    while (!busy.records.isEmpty()) {
      fairSilent.advance();
      if (fairBusy.advance()) {
        read.add(fairBusy.getCurrent());
      }
      now += MS / 100;
    }
    // This is 100 ms of work. The idle reader alone would wait 100 s if it was asked after every
    // record.
    assertThat(read.size(), equalTo(9_999));
    assertThat(now - start, lessThan(200 * MS));
  }

  @Test
  void aReaderThatRestedFindsWhatCameMeanwhile() throws IOException {
    WaitingReader reader = new WaitingReader(MS);
    FairReader<Long> fair = fair(reader);
    assertThat(fair.start(), equalTo(false));
    assertThat(fair.advance(), equalTo(false));
    reader.records.add(7L);
    assertThat(fair.advance(), equalTo(false));
    now += 10 * MS;
    assertThat(fair.advance(), equalTo(true));
    assertThat(fair.getCurrent(), equalTo(7L));
    reader.records.add(8L);
    assertThat(fair.advance(), equalTo(true));
  }

  @SuppressWarnings("deprecation") // Its replacement is a transform, not a source.
  private static UnboundedSource<Long, CountingSource.CounterMark> numbers() {
    return CountingSource.unbounded();
  }

  private FairReader<Long> fair(UnboundedReader<Long> reader) {
    return new FairReader<>(numbers(), reader, () -> now);
  }

  /** A reader that waits, like KafkaIO's, before it says that there is nothing. */
  private final class WaitingReader extends StubReader {
    private final Deque<Long> records = new ArrayDeque<>();
    private final long waitNanos;

    WaitingReader(long waitNanos) {
      this.waitNanos = waitNanos;
    }

    @Override
    public boolean advance() {
      Long next = records.poll();
      if (next == null) {
        now += waitNanos;
        return false;
      }
      current = next;
      return true;
    }
  }
}
