package io.quipu.io.kafka.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LogEndsTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  private final LogEnds ends = new LogEnds();

  @Test
  void knowsNothingAtFirst() {
    assertThat(ends.upTo(PARTITION, 7), is(LogEnds.UNKNOWN));
    ends.notePolled(PARTITION, 7, LogEnds.UNKNOWN, false);
    assertThat(ends.upTo(PARTITION, 7), is(LogEnds.UNKNOWN));
  }

  @Test
  void aReaderAtTheEndHasReadAllUpToWhenTheEndWasAsked() {
    ends.noteEnd(PARTITION, 10, 1_000);
    assertThat(ends.upTo(PARTITION, 9), is(LogEnds.UNKNOWN));
    assertThat(ends.upTo(PARTITION, 10), is(1_000L));
    assertThat(ends.upTo(PARTITION, 12), is(1_000L));
    ends.noteEnd(PARTITION, 13, 2_000);
    assertThat(ends.upTo(PARTITION, 12), is(LogEnds.UNKNOWN));
  }

  @Test
  void marksOfTransactionsAreNoRecords() {
    ends.noteEnd(PARTITION, 10, 1_000);
    // The last record is 7, and two marks follow.
    ends.notePolled(PARTITION, 8, 8, false);
    assertThat(ends.upTo(PARTITION, 8), is(LogEnds.UNKNOWN));
    ends.notePolled(PARTITION, 10, LogEnds.UNKNOWN, true);
    assertThat(ends.upTo(PARTITION, 8), is(1_000L));
  }

  @Test
  void whatTheConsumerHasReturnedIsNotYetRead() {
    ends.noteEnd(PARTITION, 10, 1_000);
    ends.notePolled(PARTITION, 10, 10, true);
    assertThat(ends.upTo(PARTITION, 4), is(LogEnds.UNKNOWN));
    assertThat(ends.upTo(PARTITION, 10), is(1_000L));
  }

  @Test
  void anOpenTransactionHoldsTheEndBack() {
    // A consumer of committed records stops at the first record of the transaction.
    ends.notePolled(PARTITION, 5, 5, true);
    ends.noteEnd(PARTITION, 9, 1_000);
    assertThat(ends.upTo(PARTITION, 5), is(LogEnds.UNKNOWN));
    assertThat(ends.isAtEnd(PARTITION, 5), is(true));
  }

  @Test
  void aReaderIsAtTheEndWhenItHasGivenOnWhatTheConsumerFetchedThere() {
    assertThat(ends.isAtEnd(PARTITION, LogEnds.UNKNOWN), is(false));
    ends.notePolled(PARTITION, 4, LogEnds.UNKNOWN, false);
    assertThat(ends.isAtEnd(PARTITION, LogEnds.UNKNOWN), is(false));
    ends.notePolled(PARTITION, 4, LogEnds.UNKNOWN, true);
    assertThat(ends.isAtEnd(PARTITION, LogEnds.UNKNOWN), is(true));
    ends.notePolled(PARTITION, 9, 9, true);
    assertThat(ends.isAtEnd(PARTITION, 8), is(false));
    assertThat(ends.isAtEnd(PARTITION, 9), is(true));
    ends.notePolled(PARTITION, 9, LogEnds.UNKNOWN, true);
    assertThat(ends.isAtEnd(PARTITION, 8), is(false));
  }
}
