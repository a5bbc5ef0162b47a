package io.quipu.it.stack;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import java.util.List;

/**
 * What a job has made of its records.
 *
 * @param rows in the order of files
 * @param deadLetters the records that it could not count
 */
public record Outcome(List<Row> rows, List<byte[]> deadLetters) {

  /** Fails, and says where, unless all is as recounted. */
  public void assertEquals(String what, Recount recount) {
    assertThat(what, Row.differences(recount.rows(), rows), equalTo(""));
    assertThat(
        what + ": dead letters",
        Recount.texts(deadLetters),
        equalTo(Recount.texts(recount.deadLetters())));
  }
}
