package io.quipu.it.faults;

import io.quipu.it.recount.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A reader that looks at all rows again and again, and notes each number that has fallen. */
public final class RowWatch implements AutoCloseable {
  private static final int PAUSE_MILLIS = 500;

  private final Supplier<List<Row>> rows;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Future<?> looking;
  private final List<String> falls = new CopyOnWriteArrayList<>();
  private final AtomicInteger looks = new AtomicInteger();
  private final Map<List<Object>, Row> seen = new HashMap<>();

  /**
   * @param rows reads all rows; it may fail while Cassandra is down
   */
  public RowWatch(Supplier<List<Row>> rows) {
    this.rows = rows;
    looking = timer.scheduleWithFixedDelay(this::look, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Each number that was smaller than one that was seen before it. */
  public List<String> falls() {
    if (looking.isDone()) {
      throw new IllegalStateException("The reader has stopped looking.");
    }
    return falls;
  }

  /** How often all rows were read. */
  public int looks() {
    return looks.get();
  }

  private void look() {
    List<Row> now;
    try {
      now = rows.get();
    } catch (RuntimeException e) {
      // Cassandra is down, which is one of the faults.
      return;
    }
    looks.incrementAndGet();
    Map<List<Object>, Row> current = new HashMap<>();
    now.forEach(row -> current.put(key(row), row));
    List<String> found = new ArrayList<>();
    seen.forEach(
        (key, before) -> {
          Row after = current.get(key);
          if (after == null || isLess(after, before)) {
            found.add(before + " became " + after);
          }
        });
    falls.addAll(found);
    seen.putAll(current);
  }

  private static boolean isLess(Row after, Row before) {
    long uniques = Objects.requireNonNullElse(before.uniques(), 0L);
    return after.count() < before.count()
        || Objects.requireNonNullElse(after.uniques(), 0L) < uniques;
  }

  private static List<Object> key(Row row) {
    return List.of(
        row.company(),
        row.statistic(),
        row.dimension(),
        row.value(),
        row.resolution(),
        row.bucketStart());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
