package io.quipu.io.lookups;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.io.testing.TestTables;
import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.testing.Collected;
import io.quipu.testing.Hydrating;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.hydrate.HydrateEvents;
import io.quipu.transforms.hydrate.ReferenceData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often reference data is asked for the keys of a bundle. */
class LookupRequestsTest {
  private static final String KEYSPACE = "hydrate_requests_reference";
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<HydratedDimension> DIMENSIONS =
      List.of(new HydratedDimension("opened", "campaign", "messages", "name"));

  private final Collected<Event> events = new Collected<>();

  /**
   * The test would not end if one lookup waited for another's answer, or if a key was requested
   * again.
   */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void asksForAllKeysOfABundleAtOnceAndForEachOnce() {
    List<TimestampedValue<Event>> bundle = new ArrayList<>();
    List<TimestampedValue<Event>> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Instant time = START.plus(Duration.millis(i));
      String message = "m-" + i % 50;
      bundle.add(TimestampedValue.of(Hydrating.asking("messages", message).build(), time));
      expected.add(
          TimestampedValue.of(
              Hydrating.event().value("campaign", "name of " + message).build(), time));
    }
    ReferenceSource.CassandraTable nowhere = new ReferenceSource.CassandraTable("k", "t");
    PipelineResult result =
        run(
            Hydrating.table("messages", nowhere, "message").build(),
            (table, columns) -> new CachedReferenceData(table, new AllAtOnce(50)),
            bundle);
    assertThat(events.timestamped(), containsInAnyOrder(expected.toArray()));
    assertThat(Pipelines.counter(result, "hydrated"), is(200L));
    assertThat(Pipelines.counter(result, "hydrate-unknown"), is(0L));
    // The 50th key triggers all answers, so the other rounds find them in the cache.
    assertThat(Pipelines.counter(result, "lookup-cache-misses"), is(49L));
    assertThat(Pipelines.counter(result, "lookup-cache-hits"), is(151L));
  }

  /** 20 keys, some unknown, that 300 events of one bundle ask for. */
  @Test
  void asksCassandraOnceForEachKeyOfABundle() throws InterruptedException {
    CassandraSettings settings = TestTables.in("hydrate_requests");
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      fill(cassandra.cql());
      List<TimestampedValue<Event>> bundle = new ArrayList<>();
      List<TimestampedValue<Event>> expected = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        int id = i % 20;
        Instant time = START.minus(Duration.millis(i));
        bundle.add(
            TimestampedValue.of(
                Hydrating.asking("messages", "acme", String.valueOf(id)).build(), time));
        EventBuilder event = Hydrating.event();
        expected.add(
            TimestampedValue.of(
                (id % 4 > 0 ? event.value("campaign", "name " + id) : event).build(), time));
      }
      ReferenceSource.CassandraTable where =
          new ReferenceSource.CassandraTable(KEYSPACE, "messages");
      PipelineResult result =
          run(
              Hydrating.table("messages", where, "company", "id").build(),
              LookupSource.filesAndCassandra(settings),
              bundle);
      assertThat(events.timestamped(), containsInAnyOrder(expected.toArray()));
      assertThat(Pipelines.counter(result, "hydrated"), is(300L));
      assertThat(Pipelines.counter(result, "hydrate-unknown"), is(75L));
      assertThat(
          Pipelines.counter(result, "lookup-cache-hits")
              + Pipelines.counter(result, "lookup-cache-misses"),
          is(300L));
      // Each of the 20 keys has its right answer, so each was requested; none was requested twice.
      assertThat(reads(cassandra.cql()), is(20L));
    }
  }

  private PipelineResult run(
      LookupTable table, ReferenceData.Source source, List<TimestampedValue<Event>> bundle) {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            Pipelines.oneBundle(TestStream.create(EventCoder.of()), bundle)
                .advanceWatermarkToInfinity())
        .apply(HydrateEvents.of(List.of(table), DIMENSIONS, source))
        .get(HydrateEvents.EVENTS)
        .apply(events);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return result;
  }

  private static void fill(CqlSession session) {
    TestTables.makeKeyspace(session, KEYSPACE);
    session.execute(
        "CREATE TABLE hydrate_requests_reference.messages"
            + " (company text, id int, name text, PRIMARY KEY ((company, id)))");
    for (int i = 0; i < 20; i++) {
      if (i % 4 > 0) {
        session.execute(
            "INSERT INTO hydrate_requests_reference.messages (company, id, name)"
                + " VALUES ('acme', ?, ?)",
            i,
            "name " + i);
      }
    }
  }

  /** How many reads of the table the node has answered. */
  private static long reads(CqlSession session) {
    return session
        .execute(
            "SELECT count FROM system_views.coordinator_read_latency"
                + " WHERE keyspace_name = ? AND table_name = 'messages'",
            KEYSPACE)
        .all()
        .get(0)
        .getLong(0);
  }

  /** Answers only after a number of keys was requested, each of them once. */
  private static final class AllAtOnce implements ReferenceData {
    private static final long serialVersionUID = 1L;

    private final int keys;
    private transient Map<List<String>, CompletableFuture<Map<String, String>>> asked = Map.of();

    private AllAtOnce(int keys) {
      this.keys = keys;
    }

    @Override
    public void open() {
      asked = new HashMap<>();
    }

    @Override
    public CompletableFuture<Map<String, String>> find(List<String> key) {
      CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
      if (asked.put(key, answer) != null) {
        throw new IllegalStateException("asked twice for " + key);
      }
      if (asked.size() == keys) {
        asked.forEach((one, waiting) -> waiting.complete(row(one)));
      }
      return answer;
    }

    private static Map<String, String> row(List<String> key) {
      return Map.of("name", "name of " + key.get(0));
    }

    @Override
    public void close() {}
  }
}
