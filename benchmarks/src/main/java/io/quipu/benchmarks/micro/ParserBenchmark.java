package io.quipu.benchmarks.micro;

import io.quipu.model.event.RawRecord;
import io.quipu.transforms.parse.EventParser;
import io.quipu.transforms.parse.ParseResult;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures the parser: a record of 330 bytes becomes an event of six counters. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParserBenchmark {
  private static final int RECORDS = 1024;

  private final EventParser parser = new EventParser(Sample.catalog());
  private final RawRecord[] records = Sample.records(RECORDS, RECORDS).toArray(RawRecord[]::new);
  private int next;

  @Benchmark
  public ParseResult parse() {
    next = (next + 1) % RECORDS;
    return parser.parse(records[next]);
  }
}
