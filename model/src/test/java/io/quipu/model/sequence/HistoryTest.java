package io.quipu.model.sequence;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.failure.PermanentFailure;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final long YEAR_MS = 366L * 86_400_000;

  @Property(tries = 300)
  void keepsEachFactOnceAndInOrder(@ForAll long seed) {
    Random random = new Random(seed);
    TreeSet<Fact> facts = new TreeSet<>();
    History history = History.empty();
    for (int i = random.nextInt(40); i > 0; i--) {
      Fact fact =
          new Fact(
              random.nextLong(-5, 5),
              random.nextInt(3),
              random.nextInt(2),
              "v" + random.nextInt(2));
      assertThat(history.add(fact), is(facts.add(fact)));
      history = History.fromBytes(history.toBytes());
    }

    assertThat(history.facts(), is(new ArrayList<>(facts)));
  }

  @Test
  void aFactTakesAtMostSixteenBytes() {
    Random random = new Random(7);
    long first = 1_795_000_000_000L;
    History history = History.empty();
    int textBytes = 0;
    for (int i = 0; i < 5000; i++) {
      String value = i % 3 == 0 ? "" : "value " + i;
      textBytes += value.isEmpty() ? 0 : value.length() + 1;
      history.add(
          new Fact(first + random.nextLong(YEAR_MS), random.nextInt(16), random.nextLong(), value));
    }

    int header = 1 + 2 + 2;
    assertThat(history.toBytes().length - header - textBytes, lessThanOrEqualTo(16 * 5000));
  }

  @Test
  void bytesAreThoseOfVersionOne() {
    History history = History.empty();
    history.add(new Fact(1_795_000_000_000L, 0, 17, "Spring"));
    history.add(new Fact(1_795_000_086_400L, 1, -2, ""));
    history.add(new Fact(1_795_000_086_400L, 1, 3, "Spring"));
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "01" // version
                    + "0106537072696e67" // values
                    + "03" // facts
                    + "80f8b2e5bd6800000000000000001101"
                    + "80a30501fffffffffffffffe00"
                    + "0001000000000000000301");

    assertThat(HexFormat.of().formatHex(history.toBytes()), is(HexFormat.of().formatHex(bytes)));
    assertThat(History.fromBytes(bytes).facts(), is(history.facts()));
  }

  @Test
  void anotherVersionIsRefused() {
    byte[] bytes = History.empty().toBytes();
    bytes[0] = 2;

    assertThat(
        assertThrows(PermanentFailure.class, () -> History.fromBytes(bytes)).getMessage(),
        containsString("history of a sequence"));
  }

  @Test
  void batchesAreReadAsTheyWereWritten() {
    StepBatch batch =
        new StepBatch(
            List.of(
                new StepEvent(
                    "acme",
                    "ann",
                    -5,
                    Long.MIN_VALUE,
                    List.of(new StepEvent.Step(3, 1, "x"), new StepEvent.Step(99, 15, ""))),
                new StepEvent(
                    "b", "c", Long.MAX_VALUE / 2, 1, List.of(new StepEvent.Step(0, 0, "")))));

    assertThat(StepBatch.fromBytes(batch.toBytes()), is(batch));
  }
}
