package io.quipu.transforms.testing;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.transforms.testing.NaiveRecount.Bucket;
import io.quipu.transforms.totals.StoredTotals;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Comparator;
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
import java.util.function.BinaryOperator;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * A store of totals in the memory of this process. It answers from another thread in any order, and
 * keeps the last version of each row.
 */
public final class RowsInMemory implements StoredTotals {
  private static final long serialVersionUID = 1L;

  private static final Comparator<CountRow> VERSION =
      Comparator.comparingLong(CountRow::owner).thenComparingLong(CountRow::changes);

  /** Runners copy it, so it finds its rows by a name. */
  private static final Map<String, Store> STORES = new ConcurrentHashMap<>();

  private static final class Store {
    private final Map<Bucket, CountRow> rows = new ConcurrentHashMap<>();
    private final Queue<YearMonth> reads = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    private void put(CountRow row) {
      rows.merge(Bucket.of(row), row, BinaryOperator.maxBy(VERSION));
    }
  }

  private static final class PutFn extends DoFn<CountRow, Void> {
    private static final long serialVersionUID = 1L;

    private final String store;

    PutFn(String store) {
      this.store = store;
    }

    @ProcessElement
    public void process(@Element CountRow row) {
      store(store).put(row);
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

  public RowsInMemory(List<CountRow> rows, TimeZones zones, long seed) {
    this.zones = zones;
    this.seed = seed;
    Store store = new Store();
    rows.forEach(store::put);
    STORES.put(name, store);
  }

  /** Puts a job's rows into the store. */
  public void write(PCollection<CountRow> rows) {
    rows.apply("Write", ParDo.of(new PutFn(name)));
  }

  /** The rows so far, by bucket. */
  public Map<Bucket, CountRow> rows() {
    return Map.copyOf(store().rows);
  }

  /** The month of each read so far. */
  public List<YearMonth> reads() {
    return List.copyOf(store().reads);
  }

  /** How many copies are open. */
  public int connections() {
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
  public CompletionStage<List<CountRow>> read(CounterKey counter, int month) {
    if (answers == null || random == null) {
      throw new IllegalStateException("It is not open.");
    }
    ZoneId zone = zones.of(counter.company());
    YearMonth wanted = LocalHour.yearMonth(month);
    store().reads.add(wanted);
    CompletableFuture<List<CountRow>> answer = new CompletableFuture<>();
    List<CountRow> rows =
        store().rows.values().stream()
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

  private static CounterKey counterOf(CountRow row) {
    return new CounterKey(
        row.company(), row.customer(), row.statistic(), row.dimension(), row.value());
  }

  private Store store() {
    return store(name);
  }

  private static Store store(String name) {
    Store store = STORES.get(name);
    if (store == null) {
      throw new IllegalStateException("There is no store of this name.");
    }
    return store;
  }
}
