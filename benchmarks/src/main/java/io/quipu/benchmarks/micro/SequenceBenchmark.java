package io.quipu.benchmarks.micro;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Increment;
import io.quipu.model.sequence.Fact;
import io.quipu.model.sequence.History;
import io.quipu.model.sequence.SequenceCounts;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.SequenceStep;
import io.quipu.model.sequence.StepCondition;
import io.quipu.model.sequence.Within;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Measures one more step of a customer, by the number of steps that he did in the month. Three of
 * four are a first step that carries one of ten campaigns. The others are the second step, which
 * carries one of ten items and comes within a week.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SequenceBenchmark {
  private static final SequenceDefinition SEQUENCE =
      SequenceDefinition.of(
          "read_then_bought",
          new SequenceStep(
              new StepCondition("read", "open", null, Map.of()), "campaign", 1, Within.NOTHING),
          new SequenceStep(
              new StepCondition("bought", "buy", null, Map.of()),
              "item",
              1,
              Within.of(Duration.ofDays(7))));

  private static final long START = Instant.parse("2026-11-01T12:00:00Z").toEpochMilli();
  private static final int DAYS = 28;

  /** The number of steps in the history. */
  @Param({"1", "4", "16", "64"})
  public int steps;

  private final BucketCalendar calendar = new BucketCalendar(ZoneOffset.UTC);
  private final int month = LocalHour.month(calendar.localHour(START));
  private final Random random = new Random(1);
  private byte[] bytes = {};

  @Setup
  public void fill() {
    History history = History.empty();
    for (int i = 0; i < steps; i++) {
      history.add(step());
    }
    bytes = history.toBytes();
  }

  private Fact step() {
    return new Fact(
        START + random.nextLong(Duration.ofDays(DAYS).toMillis()),
        random.nextInt(4) == 0 ? 1 : 0,
        random.nextLong(),
        "value " + random.nextInt(10));
  }

  /** The cost of a step: its history is read, changed and written, and counted before and after. */
  @Benchmark
  public List<Increment> addStep() {
    History history = History.fromBytes(bytes);
    List<Fact> before = List.copyOf(history.facts());
    history.add(step());
    if (history.toBytes().length == 0) {
      return List.of();
    }
    return SequenceCounts.difference(SEQUENCE, "acme", before, history.facts(), month, calendar);
  }
}
