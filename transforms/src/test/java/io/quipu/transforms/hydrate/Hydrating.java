package io.quipu.transforms.hydrate;

import com.datastax.driver.core.Session;
import com.github.benmanes.caffeine.cache.Ticker;
import io.quipu.model.Event;
import io.quipu.model.Lookup;
import io.quipu.model.RawRecord;
import io.quipu.model.Resolution;
import io.quipu.model.SourcePosition;
import io.quipu.model.Statistic;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Events and lookups for tests. */
final class Hydrating {
  static final Statistic OPENED = Statistic.of("opened", Set.of(Resolution.DAY), true, List.of());
  private static final int HOUR = 230_000;

  private Hydrating() {}

  /** A lookup whose answers are believed for 10 minutes. */
  static LookupTable.Builder table(String name, ReferenceSource source, String... keyColumns) {
    return LookupTable.builder()
        .setName(name)
        .setSource(source)
        .setKeyColumns(Arrays.asList(keyColumns))
        .setExpiry(Duration.ofMinutes(10));
  }

  static ReferenceSource.File csv(Path file) {
    return new ReferenceSource.File(file.toString(), ReferenceSource.FileFormat.CSV);
  }

  static ReferenceSource.File jsonLines(Path file) {
    return new ReferenceSource.File(file.toString(), ReferenceSource.FileFormat.JSON_LINES);
  }

  /** An event of the company acme, by c-1. */
  static Event.Builder event() {
    return Event.builder("acme", OPENED, HOUR).customer("c-1");
  }

  /** An event that asks one table. */
  static Event.Builder asking(String table, String... key) {
    return event().lookups(List.of(new Lookup(table, Arrays.asList(key))));
  }

  static RawRecord record(int offset) {
    return new RawRecord(
        ("record " + offset).getBytes(StandardCharsets.UTF_8),
        new SourcePosition("events", 0, offset),
        1_772_366_400_000L);
  }

  /** Makes a keyspace anew: the node keeps its data from one run to the next. */
  static void makeKeyspace(Session session, String keyspace) {
    session.execute("DROP KEYSPACE IF EXISTS " + keyspace);
    session.execute(
        "CREATE KEYSPACE "
            + keyspace
            + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
  }

  /** A clock that goes on only when a test says so. */
  static final class Clock implements Ticker {
    private final AtomicLong nanos = new AtomicLong(1);

    @Override
    public long read() {
      return nanos.get();
    }

    void goOn(Duration time) {
      nanos.addAndGet(time.toNanos());
    }
  }
}
