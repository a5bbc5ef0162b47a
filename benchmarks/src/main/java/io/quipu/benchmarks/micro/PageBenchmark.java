package io.quipu.benchmarks.micro;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.event.Event;
import io.quipu.model.state.UniquenessPage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Measures the uniqueness page of one customer, by the number of events in it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PageBenchmark {
  /** The number of events in the page. */
  @Param({"4", "64"})
  public int events;

  private byte[] bytes = {};
  private Event next = Sample.events(1, 1).get(0);
  private UniquenessPage page = UniquenessPage.empty();

  @Setup
  public void fill() {
    List<Event> all = Sample.events(events + 1, 1);
    all.subList(0, events).forEach(event -> add(event, page));
    bytes = page.toBytes();
    next = all.get(events);
  }

  @Benchmark
  public UniquenessPage read() {
    return UniquenessPage.fromBytes(bytes);
  }

  @Benchmark
  public byte[] write() {
    return page.toBytes();
  }

  /** The cost of an event: its page is read, changed and written. */
  @Benchmark
  public byte[] readAddWrite() {
    UniquenessPage changed = UniquenessPage.fromBytes(bytes);
    add(next, changed);
    return changed.toBytes();
  }

  private static void add(Event event, UniquenessPage page) {
    if (page.addId(event.id())) {
      for (int i = 0; i < event.counters(); i++) {
        page.add(event.counter(i).low(), LocalHour.code(event.localHour()));
      }
    }
  }
}
