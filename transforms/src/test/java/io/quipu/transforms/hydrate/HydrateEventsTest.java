package io.quipu.transforms.hydrate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Host;
import com.datastax.driver.core.LatencyTracker;
import com.datastax.driver.core.Statement;
import io.quipu.model.DeadLetter;
import io.quipu.model.Event;
import io.quipu.model.Lookup;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.transforms.cassandra.SharedSession;
import io.quipu.transforms.cassandra.TestCassandra;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.testing.Collected;
import io.quipu.transforms.testing.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TimestampedValue;
import org.awaitility.Awaitility;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HydrateEventsTest {
  private static final String KEYSPACE = "reference_of_events";
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  /** As it stands in anybody's pipeline. */
  @Test
  void hydratesEventsFromFilesAndCassandra(@TempDir Path folder) throws IOException {
    CassandraSettings settings = TestCassandra.withTables("hydrate_events");
    try (SharedSession cassandra = SharedSession.open(settings)) {
      Hydrating.makeKeyspace(cassandra.session(), KEYSPACE);
      cassandra
          .session()
          .execute(
              "CREATE TABLE reference_of_events.people (company text, person bigint, plan text,"
                  + " city text, PRIMARY KEY ((company, person)))");
      cassandra
          .session()
          .execute(
              "INSERT INTO reference_of_events.people (company, person, plan)"
                  + " VALUES ('acme', 7, 'gold')");
    }
    Path file = Files.writeString(folder.resolve("messages.csv"), "id,name\nm-1,Holiday Sale!\n");
    List<LookupTable> tables =
        List.of(
            Hydrating.table("messages", Hydrating.csv(file), "id")
                .setMissing(LookupTable.Missing.DEAD_LETTER)
                .build(),
            Hydrating.table(
                    "people",
                    new ReferenceSource.CassandraTable(KEYSPACE, "people"),
                    "company",
                    "person")
                .build());
    List<HydratedDimension> dimensions =
        List.of(
            new HydratedDimension("opened", "campaign", "messages", "name"),
            new HydratedDimension("opened", "plan", "people", "plan"),
            new HydratedDimension("opened", "city", "people", "city"),
            new HydratedDimension("clicked", "link", "messages", "name"));
    Event both = asking("m-1", "7").value("browser", "x").origin(Hydrating.record(1)).build();
    Event nobody = asking("m-1", "8").origin(Hydrating.record(2)).build();
    Event noMessage = asking("m-2", "8").origin(Hydrating.record(3)).build();
    Event byEmail = Hydrating.event().customer(null).email(" Ann@Example.com ").build();
    Event byId = Hydrating.event().customer("c-9").email("ann@example.com").build();

    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PCollectionTuple hydrated =
        pipeline
            .apply(Create.of(both, nobody, noMessage, byEmail, byId).withCoder(EventCoder.of()))
            .apply("Hydrate", HydrateEvents.of(tables, dimensions).withCassandra(settings));

    PAssert.that(hydrated.get(HydrateEvents.EVENTS))
        .satisfies(
            events -> {
              assertThat(
                  events,
                  containsInAnyOrder(
                      Hydrating.event()
                          .value("browser", "x")
                          .value("plan", "gold")
                          .value("campaign", "Holiday Sale!")
                          .build(),
                      Hydrating.event().value("campaign", "Holiday Sale!").build(),
                      Hydrating.event()
                          .customer(EmailCustomer.id("acme", "ann@example.com"))
                          .build(),
                      Hydrating.event().customer("c-9").build()));
              return null;
            });
    PAssert.that(hydrated.get(HydrateEvents.DEAD_LETTERS))
        .satisfies(
            letters -> {
              assertThat(
                  letters,
                  contains(
                      new DeadLetter(
                          "hydrate",
                          "unknown-key",
                          "The lookup 'messages' has no row for this event's key; add it and"
                              + " replay, or declare missing: count.",
                          Hydrating.record(3))));
              return null;
            });
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    Map<String, Long> counters = counters(result);
    // How many share a bundle, and so an answer, is the runner's affair.
    Long atHand = counters.remove("lookup-cache-hits");
    Long waited = counters.remove("lookup-cache-misses");
    assertThat((atHand == null ? 0 : atHand) + (waited == null ? 0 : waited), is(3L));
    assertThat(
        counters,
        is(
            Map.of(
                "hydrated", 2L,
                "hydrate-unknown", 1L,
                "dead-letters", 1L,
                "dead-letters.hydrate.unknown-key", 1L)));
  }

  @Test
  void countsWhatItLeavesOut(@TempDir Path folder) throws IOException {
    // 2048 bytes are the most that a value may have.
    Path file =
        Files.writeString(
            folder.resolve("messages.jsonl"),
            "{\"id\":\"fits\",\"name\":\""
                + "ü".repeat(1024)
                + "\"}\n{\"id\":\"too-long\",\"name\":\""
                + "ü".repeat(1024)
                + "x\"}\n{\"id\":\"empty\",\"name\":\"\"}\n{\"id\":\"null\",\"name\":null}\n");
    Pipeline pipeline = Pipelines.create();
    Collected<Event> events = new Collected<>();
    pipeline
        .apply(
            Create.of(
                    Hydrating.asking("messages", "fits").build(),
                    Hydrating.asking("messages", "too-long").build(),
                    Hydrating.asking("messages", "empty").build(),
                    Hydrating.asking("messages", "null").build(),
                    Hydrating.asking("messages", "unknown").build())
                .withCoder(EventCoder.of()))
        .apply(
            HydrateEvents.of(
                List.of(Hydrating.table("messages", Hydrating.jsonLines(file), "id").build()),
                List.of(new HydratedDimension("opened", "campaign", "messages", "name"))))
        .get(HydrateEvents.EVENTS)
        .apply(events);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    Event without = Hydrating.event().build();
    assertThat(
        events.values(),
        containsInAnyOrder(
            Hydrating.event().value("campaign", "ü".repeat(1024)).build(),
            without,
            without,
            without,
            without));
    assertThat(
        counters(result),
        is(
            Map.of(
                "hydrated", 5L,
                "hydrate-unknown", 1L,
                "hydrate-too-long", 1L,
                "lookup-cache-hits", 5L)));
  }

  /** 20 keys, some unknown, that 300 events of one bundle ask for. */
  @Test
  void asksCassandraOnceForEachKeyOfABundle() {
    CassandraSettings settings = TestCassandra.withTables("hydrate_requests");
    try (SharedSession cassandra = SharedSession.open(settings)) {
      Requests requests = new Requests("hydrate_requests_reference");
      Hydrating.makeKeyspace(cassandra.session(), "hydrate_requests_reference");
      cassandra
          .session()
          .execute(
              "CREATE TABLE hydrate_requests_reference.messages"
                  + " (company text, id int, name text, PRIMARY KEY ((company, id)))");
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        keys.add("acme/" + i);
        if (i % 4 > 0) {
          cassandra
              .session()
              .execute(
                  "INSERT INTO hydrate_requests_reference.messages (company, id, name)"
                      + " VALUES ('acme', ?, ?)",
                  i,
                  "name " + i);
        }
      }
      List<TimestampedValue<Event>> bundle = new ArrayList<>();
      List<TimestampedValue<Event>> expected = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        int id = i % 20;
        Instant time = START.minus(Duration.millis(i));
        bundle.add(
            TimestampedValue.of(
                Hydrating.asking("messages", "acme", String.valueOf(id)).build(), time));
        Event.Builder event = Hydrating.event();
        expected.add(
            TimestampedValue.of(
                (id % 4 > 0 ? event.value("campaign", "name " + id) : event).build(), time));
      }
      cassandra.session().getCluster().register(requests);
      Pipeline pipeline = Pipelines.create();
      Collected<Event> events = new Collected<>();
      ReferenceSource.CassandraTable where =
          new ReferenceSource.CassandraTable("hydrate_requests_reference", "messages");
      pipeline
          .apply(
              Pipelines.oneBundle(TestStream.create(EventCoder.of()), bundle)
                  .advanceWatermarkToInfinity())
          .apply(
              HydrateEvents.of(
                      List.of(Hydrating.table("messages", where, "company", "id").build()),
                      List.of(new HydratedDimension("opened", "campaign", "messages", "name")))
                  .withCassandra(settings))
          .get(HydrateEvents.EVENTS)
          .apply(events);
      PipelineResult result = pipeline.run();
      result.waitUntilFinish();
      assertThat(events.timestamped(), containsInAnyOrder(expected.toArray()));
      assertThat(Pipelines.counter(result, "hydrated"), is(300L));
      assertThat(Pipelines.counter(result, "hydrate-unknown"), is(75L));
      assertThat(
          Pipelines.counter(result, "lookup-cache-hits")
              + Pipelines.counter(result, "lookup-cache-misses"),
          is(300L));
      // The driver tells of a request a little after it gave the answer.
      Awaitility.await().until(() -> requests.keys().size() >= keys.size());
      assertThat(requests.keys(), containsInAnyOrder(keys.toArray()));
    }
  }

  @Test
  void wantsToKnowWhereCassandraIs() {
    LookupTable table =
        Hydrating.table("people", new ReferenceSource.CassandraTable("k", "people"), "id").build();
    PCollection<Event> events =
        Pipelines.create().apply(Create.of(Hydrating.event().build()).withCoder(EventCoder.of()));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> events.apply(HydrateEvents.of(List.of(table), List.of())));
    assertThat(
        refused.getMessage(),
        is("The lookup 'people' is in Cassandra; call withCassandra(settings)."));
  }

  @Test
  void wantsTheGlobalWindow() {
    PCollection<Event> events =
        Pipelines.create()
            .apply(Create.of(Hydrating.event().build()).withCoder(EventCoder.of()))
            .apply(Window.into(FixedWindows.of(Duration.standardMinutes(1))));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> events.apply(HydrateEvents.of(List.of(), List.of())));
    assertThat(
        refused.getMessage(), containsString("HydrateEvents needs its input in the global window"));
  }

  private static Event.Builder asking(String message, String person) {
    return Hydrating.event()
        .lookups(
            List.of(
                new Lookup("people", List.of("acme", person)),
                new Lookup("messages", List.of(message))));
  }

  private static Map<String, Long> counters(PipelineResult result) {
    MetricsFilter ours =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("quipu")).build();
    Map<String, Long> counters = new TreeMap<>();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(ours).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getCommitted(), Long::sum);
    }
    return counters;
  }

  /** The keys of the requests that really went to the node. */
  private static final class Requests implements LatencyTracker {
    private final String keyspace;
    private final Queue<String> keys = new ConcurrentLinkedQueue<>();

    private Requests(String keyspace) {
      this.keyspace = keyspace;
    }

    @Override
    public void update(Host host, Statement statement, Exception exception, long newLatencyNanos) {
      if (statement instanceof BoundStatement bound && keyspace.equals(bound.getKeyspace())) {
        keys.add(bound.getString(0) + "/" + bound.getInt(1));
      }
    }

    @Override
    public void onRegister(Cluster cluster) {}

    @Override
    public void onUnregister(Cluster cluster) {}

    private List<String> keys() {
      return List.copyOf(keys);
    }
  }
}
