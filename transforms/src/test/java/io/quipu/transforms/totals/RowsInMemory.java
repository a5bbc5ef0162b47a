package io.quipu.transforms.totals;

import io.quipu.model.CountRow;
import io.quipu.model.Counter;
import io.quipu.model.LocalHour;
import io.quipu.model.TimeZones;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Stored totals in the memory of this process, which answer from another thread in any order. */
final class RowsInMemory implements StoredTotals {
  private static final long serialVersionUID = 1L;

  /** Runners copy it, so it finds its rows by a name. */
  private static final Map<String, Store> STORES = new ConcurrentHashMap<>();

  private static final class Store {
    private final List<CountRow> rows;
    private final Queue<YearMonth> reads = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    private Store(List<CountRow> rows) {
      this.rows = rows;
    }
  }

  private record Answer(int place, Runnable work) implements Runnable, Comparable<Answer> {
    @Override
    public void run() {
      work.run();
    }

    @Override
    public int compareTo(Answer other) {
      return Integer.compare(place, other.place);
    }
  }

  private final String name = UUID.randomUUID().toString();
  private final TimeZones zones;
  private final long seed;
  private transient @Nullable ThreadPoolExecutor answers;
  private transient @Nullable Random random;

  RowsInMemory(List<CountRow> rows, TimeZones zones, long seed) {
    this.zones = zones;
    this.seed = seed;
    STORES.put(name, new Store(List.copyOf(rows)));
  }

  /** The month of each read so far. */
  List<YearMonth> reads() {
    return List.copyOf(store().reads);
  }

  /** How many copies are open. */
  int connections() {
    return store().connections.get();
  }

  @Override
  public void open() {
    store().connections.incrementAndGet();
    random = new Random(seed);
    answers =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<Runnable>());
  }

  @Override
  public CompletionStage<List<CountRow>> read(Counter counter, int month) {
    if (answers == null || random == null) {
      throw new IllegalStateException("It is not open.");
    }
    ZoneId zone = zones.of(counter.company());
    YearMonth wanted = LocalHour.yearMonth(month);
    store().reads.add(wanted);
    CompletableFuture<List<CountRow>> answer = new CompletableFuture<>();
    List<CountRow> rows =
        store().rows.stream()
            .filter(row -> counterOf(row).equals(counter))
            .filter(
                row ->
                    YearMonth.from(Instant.ofEpochMilli(row.bucketStart()).atZone(zone))
                        .equals(wanted))
            .toList();
    answers.execute(new Answer(random.nextInt(), () -> answer.complete(rows)));
    return answer;
  }

  @Override
  public void close() {
    if (answers != null) {
      answers.shutdown();
      answers = null;
      store().connections.decrementAndGet();
    }
  }

  private static Counter counterOf(CountRow row) {
    return new Counter(
        row.company(), row.customer(), row.statistic(), row.dimension(), row.value());
  }

  private Store store() {
    Store store = STORES.get(name);
    if (store == null) {
      throw new IllegalStateException("There is no store of this name.");
    }
    return store;
  }
}
