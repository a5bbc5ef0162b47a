package io.quipu.io.cassandra;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.io.testing.TestTables;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.testing.CassandraNode;
import io.quipu.transforms.coders.CountRowCoder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WriteCountsOutageTest {
  private static final int VALUES = 4_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  /** The second half of the rows is made after Cassandra was killed. */
  private static final CountDownLatch KILLED = new CountDownLatch(1);

  @Test
  void nothingIsMissingAfterCassandraWasKilledDuringWrites() throws InterruptedException {
    CassandraSettings settings = TestTables.in(CassandraNode.mortal(), "outage");
    Pipeline pipeline = Pipeline.create();
    PCollection<Integer> before =
        pipeline.apply("Before", Create.of(0).withCoder(VarIntCoder.of()));
    PCollection<Integer> after = pipeline.apply("After", Create.of(1).withCoder(VarIntCoder.of()));
    PCollectionList.of(before)
        .and(after)
        .apply("Halves", Flatten.pCollections())
        .apply("Rows", ParDo.of(new MakeRows()))
        .setCoder(CountRowCoder.of())
        .apply("WriteCounts", WriteCounts.to(settings).withMaxWritesInFlight(64));
    CompletableFuture<PipelineResult> done =
        CompletableFuture.supplyAsync(
            () -> {
              PipelineResult result = pipeline.run();
              result.waitUntilFinish();
              return result;
            });

    Awaitility.await().atMost(TIMEOUT).until(() -> storedIn(settings) > 20 || done.isDone());
    assertThat("ended before the outage", done.isDone(), is(false));
    CassandraNode.mortal().kill();
    KILLED.countDown();
    CassandraNode.mortal().start();

    Awaitility.await().atMost(TIMEOUT).until(done::isDone);
    assertThat(done.join().getState(), equalTo(PipelineResult.State.DONE));
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      Map<String, Long> expected = new TreeMap<>();
      for (int i = 0; i < VALUES; i++) {
        expected.put("value " + i, 10L + i);
      }
      assertThat(counts(cassandra, "counts"), equalTo(expected));
      assertThat(counts(cassandra, "counts_by_value"), equalTo(expected));
    }
  }

  private static long storedIn(CassandraSettings settings) throws InterruptedException {
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      return cassandra.cql().execute("SELECT value FROM counts LIMIT 100").all().size();
    }
  }

  private static Map<String, Long> counts(CassandraSession cassandra, String table) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : cassandra.cql().execute("SELECT value, count FROM " + table)) {
      counts.put(row.getString("value"), row.getLong("count"));
    }
    return counts;
  }

  private static CountRow row(int i) {
    return new CountRow(
        "acme",
        "",
        "opens",
        "browser",
        "value " + i,
        Resolution.MONTH,
        2026,
        1_767_225_600_000L,
        10L + i,
        null,
        Map.of());
  }

  private static final class MakeRows extends DoFn<Integer, CountRow> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void processElement(@Element Integer half, OutputReceiver<CountRow> out)
        throws InterruptedException {
      if (half == 1) {
        KILLED.await();
      }
      for (int i = half * VALUES / 2; i < (half + 1) * VALUES / 2; i++) {
        out.output(row(i));
      }
    }
  }
}
