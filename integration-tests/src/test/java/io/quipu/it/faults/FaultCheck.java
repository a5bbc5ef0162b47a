package io.quipu.it.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.recount.Row;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Checks a job that counts under load: that it goes on, and that all that it has stored equals a
 * recount.
 *
 * @param load what is sent
 * @param truth the recount
 * @param counts what the job has stored
 */
public record FaultCheck(SteadyLoad load, Truth truth, StoredCounts counts) {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Waits until more probes are counted than were sent before. */
  public void awaitProbe(long before) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> counts.probes() > before);
  }

  /**
   * Pauses the load, and waits until all rows and dead letters are those of the recount.
   *
   * @param what what has happened, for the message of a failure
   * @return a short text about what was compared
   */
  public String awaitRight(String what) throws Exception {
    load.pause();
    try {
      truth.readOn();
      assertThat("records in Kafka", truth.records(), equalTo(load.acknowledged()));
      List<Row> expected = truth.rows();
      awaitRows(expected, what);
      return "%d rows, %d dead letters".formatted(expected.size(), truth.broken());
    } finally {
      load.resume();
    }
  }

  private void awaitRows(List<Row> expected, String what) throws InterruptedException {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptions()
          .until(
              () ->
                  counts.rows().equals(expected)
                      && counts.rowsByValue().equals(withValue(expected))
                      && counts.unequalTotals().isEmpty()
                      && truth.lettersAreRight());
    } catch (ConditionTimeoutException e) {
      assertThat(what, Row.differences(expected, counts.rows()), equalTo(""));
      assertThat(
          what + ": counts_by_value",
          Row.differences(withValue(expected), counts.rowsByValue()),
          equalTo(""));
      assertThat(what + ": looked-up values", counts.unequalTotals(), empty());
      assertThat(what + ": dead letters", truth.lettersAreRight(), equalTo(true));
    }
  }

  /** The rows that are in both tables. */
  private static List<Row> withValue(List<Row> rows) {
    return rows.stream().filter(row -> !row.dimension().isEmpty()).toList();
  }

  /** What was counted and compared, for the last line of a run. */
  public String summary() {
    return "%d events, %d of them broken, %d rows, all as recounted"
        .formatted(truth.records(), truth.broken(), truth.rows().size());
  }
}
