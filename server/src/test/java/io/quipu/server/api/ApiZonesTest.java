package io.quipu.server.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.testing.TestRows;
import java.net.http.HttpResponse;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zones in answers are names that every client knows, also of rows that older builds wrote. */
class ApiZonesTest {
  private static final String KEYSPACE = "zones";
  private static final YearMonth MONTH = YearMonth.of(2026, 3);

  private static CassandraSession session;
  private static ApiTestServer server;

  @BeforeAll
  static void write() throws InterruptedException {
    session = TestCassandra.connect();
    new SchemaAdmin(session, CountsSchema.of(KEYSPACE, Replication.ONE)).apply();
    writeCompany("utc", ZoneOffset.UTC);
    writeCompany("east", ZoneOffset.ofHours(2));
    server = new ApiTestServer(new CountsReader(session, KEYSPACE), KeyCheck.open());
  }

  @AfterAll
  static void close() {
    server.close();
    session.close();
  }

  private static void writeCompany(String company, ZoneId zone) {
    TestRows rows = new TestRows(1, zone);
    StoredRows.write(
        TestCassandra.settings(KEYSPACE),
        zone,
        rows.of(company, "orders", "campaign", Set.of("a"), MONTH),
        1);
  }

  @ParameterizedTest
  @CsvSource({"utc, UTC", "east, Etc/GMT-2"})
  void aZoneIsWrittenByItsNameInTheDatabase(String company, String name) {
    assertThat(
        session
            .cql()
            .execute("SELECT time_zone FROM " + KEYSPACE + ".directory WHERE company = ?", company)
            .all()
            .stream()
            .map(row -> row.getString("time_zone"))
            .distinct()
            .toList()
            .toString(),
        equalTo("[" + name + "]"));
  }

  @ParameterizedTest
  @CsvSource({
    "utc,  Z,      UTC",
    "utc,  UTC,    UTC",
    "utc,  +00:00, UTC",
    "east, +02:00, Etc/GMT-2",
  })
  void whateverWasStoredAnswersHaveTheNameInTheDatabase(
      String company, String stored, String name) {
    String all = "/v1/companies/" + company + "/";
    for (String of : new String[] {"", "campaign"}) {
      session
          .cql()
          .execute(
              "UPDATE "
                  + KEYSPACE
                  + ".directory SET time_zone = ? WHERE company = ? AND statistic = 'orders' AND"
                  + " dimension = ? AND month = ? AND slices = 1",
              stored,
              company,
              of,
              MONTH.atDay(1).atStartOfDay(ZoneId.of(name)).toInstant());
    }

    for (String question :
        new String[] {
          "statistics",
          "series?statistic=orders&from=2026-03&to=2026-04",
          "top?statistic=orders&dimension=campaign&bucket=2026-03"
        }) {
      JsonNode answer = server.json(all + question);
      assertThat(question, answer.get("timeZone").textValue(), equalTo(name));
    }
    JsonNode days = server.json(all + "series?statistic=orders&from=2026-03&to=2026-04");
    assertThat(days.get("buckets").size(), equalTo(31));
  }

  @Test
  void anOffsetThatHasNoNameStaysWhatItIs() {
    assertThat(new CompanyClock(ZoneId.of("UTC+05:30")).zone().getId(), equalTo("+05:30"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Z", "+02:00", "UTC+2", "europe/berlin", "Mars", ""})
  void aQuestionNamesAZoneOfTheDatabase(String zone) {
    HttpResponse<String> refused =
        server.get(
            "/v1/companies/utc/series"
                + ApiTestServer.query("statistic", "orders", "timeZone", zone));

    assertThat(refused.statusCode(), equalTo(400));
    assertThat(
        refused.body(),
        containsString(
            "There is no time zone '" + zone + "' in the IANA database; write one such"));
  }
}
