package io.quipu.store.writes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.counts.CountWriteStatements;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.testing.TestTables;
import io.quipu.testing.CassandraNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CountsWriterOutageTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  @Test
  void repeatsWritesInFlightUntilTheOutageEnds() throws Exception {
    CassandraSettings settings = TestTables.in(CassandraNode.mortal(), "in_flight");
    try (CassandraSession cassandra = CassandraSession.share(settings);
        CountsWriter writer =
            CountsWriter.open(
                RowTarget.of(settings, 10), CountWriteStatements.kind(), batch -> {})) {
      writer.write(List.of(row(0)));
      writer.awaitDurable();
      CassandraNode.mortal().kill();
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
      CassandraNode.mortal().start();
      saved.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      assertThat(values(cassandra, "counts"), hasSize(100));
      assertThat(values(cassandra, "counts_by_value"), hasSize(100));
    }
  }

  private static Set<String> values(CassandraSession cassandra, String table) {
    return cassandra.cql().execute("SELECT value FROM " + table).all().stream()
        .map(row -> CountColumns.text(row, "value"))
        .collect(Collectors.toSet());
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
}
