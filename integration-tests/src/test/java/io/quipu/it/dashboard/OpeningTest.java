package io.quipu.it.dashboard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import io.quipu.io.cassandra.WriteCounts;
import io.quipu.it.stack.Servers;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.server.api.ApiServer;
import io.quipu.server.http.HttpServer;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.coders.CountRowCoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests with which period the dashboard opens, by the resolutions and zone of a company. */
final class OpeningTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Set<Resolution> ALL = Set.of(Resolution.values());
  private static final LocalDateTime LONG_AGO = LocalDateTime.of(2021, 5, 4, 13, 0);

  /** Makes the browser refuse a time zone, as an older browser does with a new zone. */
  private static final String REFUSING =
      """
      const Known = Intl.DateTimeFormat;
      Intl.DateTimeFormat = function (locale, options) {
        if (options?.timeZone === 'Europe/Berlin') {
          throw new RangeError('Invalid time zone specified: ' + options.timeZone);
        }
        return new Known(locale, options);
      };
      """;

  private static LocalDateTime now = LONG_AGO;
  private static CassandraSettings settings = CassandraSettings.of("127.0.0.1", "none");
  private static CassandraSession session;
  private static ApiServer server;
  private static Browser browser;
  private static DashboardPage page;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
    now = LocalDateTime.now(Clock.system(BERLIN));
    Servers servers = Servers.get();
    String keyspace = servers.newKeyspace();
    settings = CassandraSettings.of(servers.cassandra(), keyspace);
    session = CassandraSession.open(settings, Duration.ofMinutes(1), line -> {});
    List<CountRow> rows = new ArrayList<>();
    rows.addAll(rows("ended", "visit", LONG_AGO, 41, ALL));
    rows.addAll(rows("ended", "visit", LONG_AGO.minusDays(2), 7, ALL));
    rows.addAll(rows("waking", "visit", LONG_AGO, 4, ALL));
    rows.addAll(rows("current", "a-past", LONG_AGO, 5, ALL));
    rows.addAll(rows("current", "b-today", now, 12, ALL));
    rows.addAll(rows("lately", "visit", now.minusDays(3), 9, ALL));
    rows.addAll(rows("monthly", "bill", now, 3, Set.of(Resolution.MONTH)));
    rows.addAll(rows("monthly", "visit", LONG_AGO, 8, Set.of(Resolution.DAY, Resolution.MONTH)));
    write(settings, rows);
    server =
        ApiServer.start(
            new CountsReader(session, keyspace),
            KeyCheck.open(),
            HttpServer.address("127.0.0.1:0"));
    page = new DashboardPage(browser, server);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    if (session != null) {
      session.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void forget() {
    browser.size(1280, 1200, false);
    browser.console();
  }

  @Test
  void itOpensWithThePeriodOfTheLatestCounts() throws Exception {
    page.open("#company=ended");

    assertThat(page.text("chart-period"), equalTo("May 2021"));
    assertThat(
        page.text("notice-text"),
        equalTo("Nothing was counted today. The latest numbers are of Tue, 4 May 2021."));
    assertThat(page.bigNumbers().get(0), equalTo("48"));
    browser.shoot("opening-ended");

    browser.is("document.getElementById('today').click()");
    browser.await("document.getElementById('period').value === 'today'");
    browser.await(DashboardPage.LIVE + " && document.querySelector('.big').textContent === '0'");
    assertThat(browser.is("document.getElementById('notice').hidden"), equalTo("true"));
    browser.back();
    browser.await("document.querySelector('.big').textContent === '48'");
    assertCalm();
  }

  @Test
  void itPrefersAStatisticThatIsCountedToday() {
    page.open("#company=current");

    assertThat(browser.is("document.getElementById('statistic').value"), equalTo("b-today"));
    assertThat(browser.is("document.getElementById('period').value"), equalTo("today"));
    assertThat(browser.is("document.getElementById('notice').hidden"), equalTo("true"));
    assertThat(page.bigNumbers().get(0), equalTo("12"));

    page.open("#company=current&statistic=a-past");
    assertThat(page.text("chart-period"), equalTo("May 2021"));
    assertCalm();
  }

  @Test
  void lastWeeksNumbersOpenTheirOwnPeriod() {
    page.open("#company=lately");

    assertThat(browser.is("document.getElementById('period').value"), equalTo("7d"));
    String day =
        now.minusDays(3).format(DateTimeFormatter.ofPattern("EEE, d MMM uuuu", Locale.ENGLISH));
    assertThat(page.text("notice-text"), containsString("The latest numbers are of " + day));
    assertThat(page.bigNumbers().get(0), equalTo("9"));
    assertCalm();
  }

  @Test
  void itReportsTheFirstCountOfToday() {
    page.open("#company=waking");
    assertThat(page.text("chart-period"), equalTo("May 2021"));

    write(settings, rows("waking", "visit", now, 6, ALL));

    browser.await(
        "document.getElementById('notice-text').textContent"
            + " === 'Something was counted today since you opened the page.'");
    browser.is("document.getElementById('today').click()");
    browser.await("document.querySelector('.big').textContent === '6'");
    assertCalm();
  }

  @Test
  void theBackButtonGoesToAnotherCompany() {
    page.open("#company=ended");

    browser.is("location.hash = 'company=monthly&statistic=bill&period=month'");
    browser.await("document.querySelector('.big').textContent === '3'");
    browser.back();
    browser.await("document.querySelector('.big').textContent === '48'");
    assertCalm();
  }

  @Test
  void aChosenPeriodStays() {
    page.open("#company=ended&period=today");

    assertThat(page.bigNumbers().get(0), equalTo("0"));
    assertThat(browser.is("document.getElementById('notice').hidden"), equalTo("true"));
    assertCalm();
  }

  @Test
  void aStatisticWithMonthsOnlyIsShownByMonth() throws Exception {
    page.open("#company=monthly&statistic=bill&period=today");

    assertThat(page.bigNumbers().get(0), equalTo("3"));
    assertThat(
        page.text("notice-text"),
        equalTo("It is counted by month only, so the period is wider than what was chosen."));
    assertThat(
        browser.is("[...document.getElementById('resolution').options].map(o => o.value).join()"),
        equalTo("month"));
    browser.shoot("opening-monthly");

    page.open(
        "#company=monthly&statistic=visit&period=custom&from=2021-05-04T03:00&to=2021-05-04T05:00");
    assertThat(page.text("chart-period"), equalTo("Tue, 4 May 2021"));
    assertThat(page.bigNumbers().get(0), equalTo("8"));
    assertCalm();
  }

  @Test
  void aNumberOfAPartOfThePeriodHasASmallerFont() throws Exception {
    page.open("#company=ended&period=custom&from=2021-05-01T00:00&to=2021-05-08T00:00");

    assertThat(page.bigNumbers(), equalTo(List.of("48", "20")));
    assertThat(
        browser.is("document.querySelectorAll('.tile .note')[1].textContent.trim()"),
        equalTo("in the busiest day; they do not add up"));
    assertThat(fontSize(1), lessThan(fontSize(0) * 0.7));
    browser.shoot("opening-part");
    assertCalm();
  }

  @Test
  void aZoneUnknownToTheBrowserWorks() throws Exception {
    try (Browser old = Browser.start()) {
      old.before(REFUSING);
      old.open(server.uri() + "#company=" + encoded("current"));
      old.await(DashboardPage.LIVE + " && document.querySelector('.big').textContent === '12'");
      assertThat(old.is("document.getElementById('period').value"), equalTo("today"));
      assertThat(
          old.is("document.getElementById('from').value"), equalTo(now.toLocalDate() + "T00:00"));
      assertThat(
          old.is("document.getElementById('zone').textContent"), containsString("Europe/Berlin"));
      assertThat(old.console(), empty());
    }
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static double fontSize(int tile) {
    return Double.parseDouble(
        browser.is(
            "parseFloat(getComputedStyle(document.querySelectorAll('.big')[arguments[0]]).fontSize)",
            tile));
  }

  private static void assertCalm() {
    browser.await("document.getElementById('problem').hidden");
    assertThat(browser.console(), empty());
  }

  /** The rows of some events at one time, with half as many customers. */
  private static List<CountRow> rows(
      String company, String statistic, LocalDateTime time, long count, Set<Resolution> kept) {
    List<CountRow> rows = new ArrayList<>();
    for (Resolution resolution : kept) {
      LocalDateTime start =
          switch (resolution) {
            case HOUR -> time.withMinute(0).withSecond(0).withNano(0);
            case DAY -> time.toLocalDate().atStartOfDay();
            case MONTH -> time.toLocalDate().withDayOfMonth(1).atStartOfDay();
          };
      rows.add(
          new CountRow(
              company,
              "",
              statistic,
              "",
              "",
              resolution,
              start.getYear(),
              start.atZone(BERLIN).toInstant().toEpochMilli(),
              count,
              count / 2,
              Map.of()));
    }
    return rows;
  }

  private static void write(CassandraSettings settings, List<CountRow> rows) {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply("Rows", Create.of(rows).withCoder(CountRowCoder.of()))
        .apply(
            "WriteCounts",
            WriteCounts.to(settings)
                .withTimeZones(TimeZones.of(BERLIN, Map.of()))
                .withSlices((statistic, dimension) -> 1));
    pipeline.run().waitUntilFinish();
  }
}
