package io.quipu.io.lookups;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.quipu.io.testing.TestTables;
import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.session.RetryingRequests;
import io.quipu.testing.CassandraNode;
import io.quipu.testing.Collected;
import io.quipu.testing.Hydrating;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.hydrate.HydrateEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HydrateOutageTest {
  private static final String KEYSPACE = "reference_of_outage";
  private static final int HALF = 600;
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  /** The second half of the events is made after Cassandra was killed. */
  private static final CountDownLatch KILLED = new CountDownLatch(1);

  private final Logger log = (Logger) LoggerFactory.getLogger(RetryingRequests.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.list = new CopyOnWriteArrayList<>();
    logged.start();
    log.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(logged);
  }

  @Test
  void nothingIsLostOrTakenForUnknownWhileCassandraIsAway() throws InterruptedException {
    CassandraSettings settings = TestTables.in(CassandraNode.mortal(), "hydrate_outage");
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      List<Event> expected = fill(cassandra.cql());
      Collected<Event> events = new Collected<>();
      Collected<DeadLetter> deadLetters = new Collected<>();
      Pipeline pipeline = pipeline(settings, events, deadLetters);
      CompletableFuture<PipelineResult> done =
          CompletableFuture.supplyAsync(
              () -> {
                PipelineResult result = pipeline.run();
                result.waitUntilFinish();
                return result;
              });

      Awaitility.await()
          .atMost(TIMEOUT)
          .until(() -> events.values().size() == HALF || done.isDone());
      assertThat("ended before the outage", done.isDone(), is(false));
      CassandraNode.mortal().kill();
      KILLED.countDown();
      Awaitility.await()
          .atMost(TIMEOUT)
          .until(() -> logs("does not take lookups in messages") || done.isDone());
      assertThat("ended in the outage", done.isDone(), is(false));
      CassandraNode.mortal().start();

      Awaitility.await().atMost(TIMEOUT).until(done::isDone);
      assertThat(done.join().getState(), equalTo(PipelineResult.State.DONE));
      assertThat(events.values(), containsInAnyOrder(expected.toArray()));
      assertThat(deadLetters.values(), is(List.of()));
      assertThat(Pipelines.counter(done.join(), "hydrated"), is(2L * HALF));
    }
  }

  private static Pipeline pipeline(
      CassandraSettings settings, Collected<Event> events, Collected<DeadLetter> deadLetters) {
    LookupTable table =
        Hydrating.table("messages", new ReferenceSource.CassandraTable(KEYSPACE, "messages"), "id")
            .setMissing(LookupTable.Missing.DEAD_LETTER)
            .build();
    Pipeline pipeline = Pipelines.create();
    PCollection<Integer> before =
        pipeline.apply("Before", Create.of(0).withCoder(VarIntCoder.of()));
    PCollection<Integer> after = pipeline.apply("After", Create.of(1).withCoder(VarIntCoder.of()));
    PCollectionTuple hydrated =
        PCollectionList.of(before)
            .and(after)
            .apply("Halves", Flatten.pCollections())
            .apply("Events", ParDo.of(new MakeEvents()))
            .setCoder(EventCoder.of())
            .apply(
                HydrateEvents.of(
                    List.of(table),
                    List.of(new HydratedDimension("opened", "campaign", "messages", "name")),
                    LookupSource.filesAndCassandra(settings)));
    hydrated.get(HydrateEvents.EVENTS).apply("KeepEvents", events);
    hydrated.get(HydrateEvents.DEAD_LETTERS).apply("KeepDeadLetters", deadLetters);
    return pipeline;
  }

  private static List<Event> fill(CqlSession session) {
    TestTables.makeKeyspace(session, KEYSPACE);
    session.execute("CREATE TABLE reference_of_outage.messages (id int PRIMARY KEY, name text)");
    PreparedStatement insert =
        session.prepare("INSERT INTO reference_of_outage.messages (id, name) VALUES (?, ?)");
    List<Event> expected = new ArrayList<>();
    for (int i = 0; i < 2 * HALF; i++) {
      session.execute(insert.bind(i, "name " + i));
      expected.add(Hydrating.event().value("campaign", "name " + i).build());
    }
    return expected;
  }

  private boolean logs(String words) {
    return logged.list.stream().anyMatch(line -> line.getFormattedMessage().contains(words));
  }

  private static final class MakeEvents extends DoFn<Integer, Event> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer half, OutputReceiver<Event> out)
        throws InterruptedException {
      if (half == 1) {
        KILLED.await();
      }
      for (int i = half * HALF; i < (half + 1) * HALF; i++) {
        out.output(
            Hydrating.asking("messages", String.valueOf(i)).origin(Hydrating.record(i)).build());
      }
    }
  }
}
