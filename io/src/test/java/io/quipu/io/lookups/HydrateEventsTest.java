package io.quipu.io.lookups;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.testing.TestTables;
import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.Lookup;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.testing.Hydrating;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.hydrate.HydrateEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HydrateEventsTest {
  private static final String KEYSPACE = "reference_of_events";

  /** The transform as users apply it. */
  @Test
  void hydratesEventsFromFilesAndCassandra(@TempDir Path folder) throws Exception {
    CassandraSettings settings = TestTables.in("hydrate_events");
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      TestTables.makeKeyspace(cassandra.cql(), KEYSPACE);
      cassandra
          .cql()
          .execute(
              "CREATE TABLE reference_of_events.people (company text, person bigint, plan text,"
                  + " city text, PRIMARY KEY ((company, person)))");
      cassandra
          .cql()
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
            .apply(
                "Hydrate",
                HydrateEvents.of(tables, dimensions, LookupSource.filesAndCassandra(settings)));

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
                      Hydrating.event().customer("email:2858fe2eee47cb370304134d8a9a7ddc").build(),
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
    // The runner decides how many events share a bundle, and so an answer.
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
    PCollection<Event> events =
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
                    List.of(new HydratedDimension("opened", "campaign", "messages", "name")),
                    LookupSource.files()))
            .get(HydrateEvents.EVENTS);
    Event without = Hydrating.event().build();
    PAssert.that(events)
        .containsInAnyOrder(
            Hydrating.event().value("campaign", "ü".repeat(1024)).build(),
            without,
            without,
            without,
            without);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    TestPipeline.verifyPAssertsSucceeded(pipeline, result);
    assertThat(
        counters(result),
        is(
            Map.of(
                "hydrated", 5L,
                "hydrate-unknown", 1L,
                "hydrate-too-long", 1L,
                "lookup-cache-hits", 5L)));
  }

  @Test
  void needsTheSettingsOfCassandra() {
    LookupTable table =
        Hydrating.table("people", new ReferenceSource.CassandraTable("k", "people"), "id").build();
    PCollection<Event> events =
        Pipelines.create().apply(Create.of(Hydrating.event().build()).withCoder(EventCoder.of()));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> events.apply(HydrateEvents.of(List.of(table), List.of(), LookupSource.files())));
    assertThat(
        refused.getMessage(),
        is("The lookup 'people' is in Cassandra; use LookupSource.filesAndCassandra(settings)."));
  }

  @Test
  void needsTheGlobalWindow() {
    PCollection<Event> events =
        Pipelines.create()
            .apply(Create.of(Hydrating.event().build()).withCoder(EventCoder.of()))
            .apply(Window.into(FixedWindows.of(Duration.standardMinutes(1))));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> events.apply(HydrateEvents.of(List.of(), List.of(), LookupSource.files())));
    assertThat(
        refused.getMessage(), containsString("HydrateEvents needs its input in the global window"));
  }

  private static EventBuilder asking(String message, String person) {
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
}
