package io.quipu.transforms.write;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Row;
import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.transforms.cassandra.MortalCassandra;
import io.quipu.transforms.cassandra.SharedSession;
import io.quipu.transforms.coders.CountRowCoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  void nothingIsMissingAfterCassandraWasKilledDuringWrites() {
    CassandraSettings settings = MortalCassandra.withTables("outage");
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
    MortalCassandra.kill();
    KILLED.countDown();
    MortalCassandra.start();

    Awaitility.await().atMost(TIMEOUT).until(done::isDone);
    assertThat(done.join().getState(), equalTo(PipelineResult.State.DONE));
    try (SharedSession cassandra = SharedSession.open(settings)) {
      Map<String, Long> expected = new TreeMap<>();
      for (int i = 0; i < VALUES; i++) {
        expected.put("value " + i, 10L + i);
      }
      assertThat(counts(cassandra, "counts"), equalTo(expected));
      assertThat(counts(cassandra, "counts_by_value"), equalTo(expected));
    }
  }

  @Test
  void writesInFlightOutliveTheOutage() throws Exception {
    CassandraSettings settings = MortalCassandra.withTables("in_flight");
    try (SharedSession cassandra = SharedSession.open(settings)) {
      RowWriter writer =
          WriteCounts.to(settings).withMaxWritesInFlight(10).writer(cassandra.session());
      writer.write(List.of(row(0)));
      writer.awaitDurable();
      MortalCassandra.kill();
      CompletableFuture<Void> saved =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 1; i < 100; i++) {
                    writer.write(List.of(row(i)));
                  }
                  writer.awaitDurable();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      MortalCassandra.start();
      saved.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      assertThat(counts(cassandra, "counts").keySet(), hasSize(100));
      assertThat(counts(cassandra, "counts_by_value").keySet(), hasSize(100));
    }
  }

  private static long storedIn(CassandraSettings settings) {
    try (SharedSession cassandra = SharedSession.open(settings)) {
      ResultSet rows = cassandra.session().execute("SELECT value FROM counts LIMIT 100");
      return rows.all().size();
    }
  }

  private static Map<String, Long> counts(SharedSession cassandra, String table) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : cassandra.session().execute("SELECT value, count FROM " + table)) {
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
