package io.quipu.it.stack;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import java.util.List;

/**
 * The result of a job: its rows and dead letters.
 *
 * @param rows the rows, in {@link Row#ORDER}
 * @param deadLetters the records that the job could not count
 */
public record Outcome(List<Row> rows, List<byte[]> deadLetters) {

  /** Fails with the differences unless rows and dead letters equal the recount's. */
  public void assertEquals(String what, Recount recount) {
    assertThat(what, Row.differences(recount.rows(), rows), equalTo(""));
    assertThat(
        what + ": dead letters",
        Recount.texts(deadLetters),
        equalTo(Recount.texts(recount.deadLetters())));
  }
}
