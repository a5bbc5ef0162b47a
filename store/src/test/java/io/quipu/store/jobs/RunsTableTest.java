package io.quipu.store.jobs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.quipu.store.session.CassandraSession;
import io.quipu.store.testing.TestTables;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunsTableTest {
  private static final Map<String, JobRun.Topic> TOPICS =
      Map.of("clicks", new JobRun.Topic("Vx/3-a", 12));

  @Test
  void keepsTheRunsOfEachKindTheLatestFirst() throws Exception {
    String keyspace = TestTables.in("runs").keyspace();
    try (CassandraSession session = TestTables.connect()) {
      RunsTable runs = new RunsTable(session, keyspace, RunsTable.Kind.STATISTIC);
      assertThat(runs.runs(), empty());
      JobRun first = run(1, null, Map.of());
      JobRun second = run(2, YearMonth.of(2026, 12), TOPICS);
      RunFile file = new RunFile("/in/\u00e9.jsonl", 3_000_000_000L, "00ff");

      runs.begin(first, List.of(file));
      runs.begin(second, List.of());
      runs.end(1);

      List<JobRun> stored = runs.runs();
      assertThat(stored.stream().map(JobRun::incarnation).toList(), contains(2L, 1L));
      assertThat(stored.get(0), is(second));
      assertThat(stored.get(1).hasEnded(), is(true));
      assertThat(runs.files(1), contains(file));
      assertThat(runs.files(2), empty());

      // It goes on, so it has not ended.
      runs.begin(first, List.of(file));
      assertThat(runs.runs().get(1), is(first));

      RunsTable ofCustomers = new RunsTable(session, keyspace, RunsTable.Kind.CUSTOMER);
      assertThat(ofCustomers.runs(), empty());
      assertThat(ofCustomers.hasCounts(), is(false));
    }
  }

  private static JobRun run(
      long incarnation, @Nullable YearMonth bootstrapBefore, Map<String, JobRun.Topic> topics) {
    return new JobRun(
        incarnation,
        "files:*.jsonl",
        "hash",
        bootstrapBefore,
        Instant.parse("2026-11-26T12:00:00.123Z"),
        topics,
        new RunSetup(
            128,
            Map.of(RunSetup.OTHERS, "Europe/Berlin", "acme", "Asia/Tokyo"),
            Map.of("Asia/Tokyo", "h"),
            Map.of("again", "m")),
        null);
  }
}
