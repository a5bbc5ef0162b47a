package io.quipu.server.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quipu.model.progress.Lateness;
import io.quipu.model.progress.ReadPosition;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunScope;
import io.quipu.store.jobs.RunSetup;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.AuditScope;
import io.quipu.store.progress.AuditsTable;
import io.quipu.store.progress.ProgressTables;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests that answers say how complete they are, from what a job notes step by step. */
class ApiCompletenessTest {
  private static final String KEYSPACE = "complete";
  private static final String DAYS =
      "/v1/companies/acme/series?statistic=orders&from=2025-10-30&to=2025-11-01";
  private static final String TOP =
      "/v1/companies/acme/top?statistic=orders&dimension=campaign&bucket=2025-10";
  private static final Instant END = Instant.parse("2025-11-01T04:00:00Z");
  private static final int HOUR = (int) (END.getEpochSecond() / 3_600);

  private final CassandraSession session;
  private final RunsTable runs;

  ApiCompletenessTest() throws InterruptedException {
    session = TestCassandra.connect();
    new SchemaAdmin(session, CountsSchema.of(KEYSPACE, Replication.ONE)).apply();
    runs = new RunsTable(session, KEYSPACE, RunsTable.Kind.STATISTIC);
  }

  @Test
  void anAnswerIsCompleteWhenTheJobHasSaidSo() throws InterruptedException {
    CassandraSettings settings = TestCassandra.settings(KEYSPACE);
    StoredRows.write(settings, TestShop.ZONE, new TestShop("acme", 7).orders(List.of("a", "b")), 1);
    assertThat(missing(), containsString("Nothing says which job"));

    runs.begin(run(1, "files:*.jsonl", Map.of()), List.of());
    runs.noteScope(1, new RunScope(RunScope.Exactness.BOUNDED, null));
    assertThat(missing(), containsString("'files:*.jsonl'"));
    runs.end(1);
    JsonNode ofFiles = answer(DAYS);
    assertThat(ofFiles.get("complete").booleanValue(), equalTo(true));
    assertThat(ofFiles.get("exactness").textValue(), equalTo("bounded"));
    assertThat(ofFiles.get("buckets").toString(), equalTo("[true,true]"));

    runs.begin(run(2, "kafka:g", Map.of("t", new JobRun.Topic("id", 2))), List.of());
    runs.noteScope(2, new RunScope(RunScope.Exactness.EXACT, null));
    try (ProgressTables notes = ProgressTables.open(settings, RunsTable.Kind.STATISTIC, 2)) {
      assertThat(missing(), containsString("0 of its 2 partitions"));
      note(notes.notePosition(position(0, END.plusSeconds(100))));
      note(notes.notePosition(position(1, END.plusSeconds(3))));
      assertThat(missing(), containsString("How late events"));
      Lateness lateness = new Lateness();
      lateness.add(END.toEpochMilli(), 3_000, 1, 1);
      note(notes.noteLateness("acme", lateness));
      // Three seconds are in the class up to 4 s, and a second is for clocks.
      assertThat(missing(), containsString("within 5 seconds"));
      note(notes.notePosition(position(1, END.plusSeconds(5))));
      JsonNode complete = answer(DAYS);
      assertThat(complete.get("complete").booleanValue(), equalTo(true));
      assertThat(complete.get("countedUpTo").textValue(), equalTo("2025-11-01T04:00:05Z"));
      assertThat(complete.get("positions").size(), equalTo(2));
      assertThat(complete.get("latenessSeconds").longValue(), equalTo(5L));
      assertThat(answer(TOP).get("complete").booleanValue(), equalTo(true));
      HttpResponse<String> csv = get(DAYS + "&format=csv");
      assertThat(header(csv, "Quipu-Complete"), equalTo("true"));
      assertThat(header(csv, "Quipu-Counted-Up-To"), equalTo("2025-11-01T04:00:05Z"));

      note(notes.noteLetters(HOUR, 2));
      JsonNode waiting = answer(DAYS);
      assertThat(waiting.get("deadLetters").longValue(), equalTo(2L));
      // Of October 30 they can no longer be: the last such event has come two days before.
      assertThat(waiting.get("buckets").toString(), equalTo("[true,false]"));
      note(notes.noteLetters(HOUR, 0));
    }
    AuditsTable audits = new AuditsTable(session, KEYSPACE, RunsTable.Kind.STATISTIC);
    audits.note(new AuditsTable.AuditEnd(END.plusSeconds(60), new AuditScope.All(), 3));
    assertThat(missing(), containsString("3 wrong rows"));
    assertThat(header(get(DAYS + "&format=csv"), "Quipu-Missing"), containsString("3 wrong rows"));
    audits.note(new AuditsTable.AuditEnd(END.plusSeconds(90), new AuditScope.All(), 0));
    assertThat(answer(DAYS).get("auditedAt").textValue(), equalTo("2025-11-01T04:01:30Z"));

    runs.begin(run(3, "kafka:other", Map.of("u", new JobRun.Topic("id", 1))), List.of());
    assertThat(missing(), containsString("'kafka:g'"));
  }

  private static void note(CompletableFuture<Void> note) throws InterruptedException {
    ProgressTables.await(List.of(note));
  }

  private static ReadPosition position(int partition, Instant upTo) {
    return new ReadPosition("t", partition, 10, upTo.toEpochMilli());
  }

  private static JobRun run(long incarnation, String job, Map<String, JobRun.Topic> topics) {
    return new JobRun(
        incarnation, job, "start", null, Instant.EPOCH, topics, RunSetup.UNKNOWN, null);
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private @Nullable String missing() {
    JsonNode answer = answer(DAYS);
    assertThat(answer.get("complete").booleanValue(), equalTo(!answer.has("missing")));
    return answer.has("missing") ? answer.get("missing").textValue() : null;
  }

  private JsonNode answer(String path) {
    return ApiTestServer.parse(get(path).body()).get("completeness");
  }

  /** Asks a new server, which has no snapshot of the steps before. */
  private HttpResponse<String> get(String path) {
    try (ApiTestServer server =
        new ApiTestServer(new CountsReader(session, KEYSPACE), KeyCheck.open())) {
      return server.get(path);
    }
  }
}
