package io.quipu.it.dashboard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;

import io.quipu.it.stack.Servers;
import io.quipu.model.calendar.Resolution;
import io.quipu.server.api.ApiServer;
import io.quipu.server.http.HttpServer;
import io.quipu.server.keys.ApiKey;
import io.quipu.server.keys.KeyCheck;
import io.quipu.server.keys.KeyFile;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Tests what a user sees and does, in Chromium. Screenshots are stored in target/dashboard. */
final class DashboardTest {
  private static final InetSocketAddress FREE = HttpServer.address("127.0.0.1:0");
  private static final String OPENS = "#company=acme&statistic=email_open&dimension=campaign";
  private static final String DAY = "&period=custom&from=2026-03-10T00:00&to=2026-03-11T00:00";
  private static final String THREE = "&period=custom&from=2026-03-10T03:00&to=2026-03-10T04:00";

  private static Mails mails;
  private static CassandraSession session;
  private static CountsReader reader;
  private static CountsReader nothing;
  private static ApiServer server;
  private static Browser browser;
  private static DashboardPage page;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
    Servers servers = Servers.get();
    String keyspace = servers.newKeyspace();
    CassandraSettings settings = CassandraSettings.of(servers.cassandra(), keyspace);
    session = CassandraSession.open(settings, Duration.ofMinutes(1), line -> {});
    mails = new Mails(settings, session);
    mails.writeDay();
    mails.writeSteps();
    reader = new CountsReader(session, keyspace);
    nothing = new CountsReader(session, servers.newKeyspace());
    server = ApiServer.start(reader, KeyCheck.open(), FREE);
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
    browser.dark(false);
    browser.requests();
    browser.console();
  }

  @Test
  void eachLargeNumberSaysWhetherItIsComplete() throws Exception {
    page.open(OPENS + DAY);
    assertThat(page.bigNumbers().size(), greaterThan(0));
    assertThat(
        page.lines(
            "[...document.querySelectorAll('.tile .state')].map(s => s.textContent + '|' + s.title)"),
        everyItem(equalTo("not complete|Nothing says which job has counted.")));
    assertCalm();
  }

  @Test
  void numbersAreThoseOfCassandra() throws Exception {
    page.open(OPENS + THREE + "&value=Campaign+007&measure=uniques");
    Mails.Stored asked =
        mails.stored("campaign", Resolution.HOUR, Mails.DAY.plusHours(3)).stream()
            .filter(row -> row.value().equals("Campaign 007"))
            .findFirst()
            .orElseThrow();
    assertThat(
        page.bigNumbers(),
        equalTo(
            List.of(grouped(asked.count()), grouped(asked.uniques()), digits(asked.revenue()))));
    List<String> top =
        mails.stored("campaign", Resolution.HOUR, Mails.DAY.plusHours(3)).stream()
            .sorted(
                Comparator.comparing(Mails.Stored::uniques)
                    .reversed()
                    .thenComparing(Mails.Stored::value))
            .limit(10)
            .map(row -> row.value() + "|" + grouped(row.count()) + "|" + grouped(row.uniques()))
            .toList();
    page.awaitTop(10);
    assertThat(
        page.lines(
            "[...document.querySelectorAll('#top tbody tr')].map(r => [r.querySelector('.value')"
                + ".textContent, r.cells[2].textContent, r.cells[3].textContent].join('|'))"),
        equalTo(top));
    browser.shoot("hour");
    assertCalm();
  }

  @Test
  void theChartHasEveryHourOfTheDay() throws Exception {
    page.open(OPENS + DAY);
    browser.is("document.querySelector('#numbers summary').click()");
    browser.await("document.querySelectorAll('#numbers-table tbody tr').length === 24");
    List<String> shown =
        page.lines(
            "[...document.querySelectorAll('#numbers-table tbody td')].map(c => c.textContent)");
    for (int hour = 0; hour < 24; hour++) {
      assertThat(
          shown.get(hour),
          equalTo(
              grouped(
                  mails.stored("", Resolution.HOUR, Mails.DAY.plusHours(hour)).get(0).count())));
    }
    assertThat(
        page.bigNumbers().get(1),
        equalTo(grouped(mails.stored("", Resolution.DAY, Mails.DAY).get(0).uniques())));
    browser.shootForDocs("day", "dashboard.png");
    assertCalm();
  }

  @Test
  void theStepsOfASequenceAreShown() throws Exception {
    page.open("#company=zeta&statistic=sequence:read_then_bought&dimension=step" + DAY);
    browser.await("document.querySelectorAll('#funnel-steps tbody tr').length === 3");
    assertThat(
        page.lines(
            "[...document.querySelectorAll('#funnel-steps tbody tr')].map(r => [...r.cells].map(c =>"
                + " c.textContent).join('|'))"),
        equalTo(
            List.of(
                "1|read|8,000|100%|–",
                "2|clicked|2,000|25%|1 min 29 s", "3|bought twice|500|6.3%|1 d 1 h")));
    browser.shoot("funnel");

    page.open(OPENS + DAY);
    browser.await("document.getElementById('funnel').hidden");
    assertCalm();
  }

  @Test
  void newCountsShowWithoutAReload() {
    page.open(OPENS + "&period=custom&from=2026-03-10T05:00&to=2026-03-10T06:00");
    String before = page.bigNumbers().get(0);
    mails.writeHour(5, 1_234_567);
    browser.await("document.querySelector('.big').textContent === '1,234,567'");
    assertThat(before.equals("1,234,567"), equalTo(false));
    assertCalm();
  }

  @Test
  void theKeyboardIsEnough() {
    page.open(OPENS + DAY + "&measure=count");
    page.tabTo("value");
    browser.press("Campaign 19");
    browser.await("document.querySelectorAll('#value-list [role=option]').length === 10");
    browser.press(Keys.ARROW_DOWN, Keys.ENTER);
    browser.await("document.querySelector('#legend').textContent.includes('Campaign 191')");
    browser.await("document.getElementById('main').getAttribute('aria-busy') === 'false'");
    String day = browser.address();
    page.tabTo("plot");
    browser.press(Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertThat(
        browser.is("document.getElementById('plot').getAttribute('aria-valuetext')"),
        startsWith("Tue, 10 Mar 2026, 03:00–04:00: Campaign 191 "));
    browser.press(Keys.ENTER);
    browser.await("document.getElementById('chart-period').textContent.endsWith('03:00–04:00')");
    assertThat(browser.address(), containsString("from=2026-03-10T03"));
    browser.back();
    browser.await("!document.getElementById('chart-period').textContent.includes(':')");
    assertThat(browser.address(), equalTo(day));
    page.tabTo("theme");
    browser.press(Keys.SPACE);
    browser.await("document.documentElement.dataset.theme === 'dark'");
    browser.press(Keys.SPACE);
    assertCalm();
  }

  @Test
  void itFollowsTheSystemsDarkModeAndFitsAPhone() throws Exception {
    browser.dark(true);
    page.open(OPENS + DAY + "&value=Campaign+001&value=Campaign+002&compare=previous");
    int light =
        Integer.parseInt(
            browser.is("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]"));
    assertThat(light, lessThan(60));
    browser.shoot("dark");
    browser.size(360, 1800, true);
    browser.await("document.documentElement.scrollWidth <= 360");
    browser.shoot("phone");
    assertCalm();
  }

  @Test
  void namesAreShownAsText() throws Exception {
    page.open(
        OPENS
            + THREE
            + Mails.HOSTILE.stream()
                .map(name -> "&value=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                .collect(Collectors.joining()));
    assertThat(
        Integer.parseInt(browser.is("document.querySelectorAll('#legend .name').length")),
        equalTo(Mails.HOSTILE.size()));
    assertThat(
        browser.is("document.querySelectorAll('main img, main script').length"), equalTo("0"));
    assertThat(browser.is("document.title"), equalTo("email_open · acme · Quipu"));
    assertThat(
        browser.is("document.querySelector('#legend .name').textContent"),
        equalTo(Mails.HOSTILE.get(0)));
    assertThat(
        Integer.parseInt(browser.is("document.documentElement.scrollWidth")), lessThan(1281));
    browser.shoot("hostile");
    browser.is("document.getElementById('more').click()");
    page.awaitTop(50);
    assertCalm();
  }

  @Test
  void withoutCountsItSaysWhatToDo() throws Exception {
    try (ApiServer none = ApiServer.start(nothing, KeyCheck.open(), FREE)) {
      browser.open(none.uri().toString());
      browser.await("!document.getElementById('empty').hidden");
      assertThat(
          browser.is("document.getElementById('empty').innerText"),
          containsString("./quipu run statistic"));
      browser.shoot("empty");
      browser.open("about:blank");
    }
    assertThat(browser.console(), empty());
  }

  @Test
  void theLastNumbersStayWhileTheServerIsAway() throws Exception {
    ApiServer first = ApiServer.start(reader, KeyCheck.open(), FREE);
    URI address = first.uri();
    browser.open(address + OPENS + THREE);
    browser.await(DashboardPage.LIVE);
    List<String> numbers = page.bigNumbers();
    first.close();
    browser.await("!document.getElementById('problem').hidden");
    assertThat(page.bigNumbers(), equalTo(numbers));
    assertThat(
        browser.is("document.getElementById('fresh-text').textContent"),
        startsWith("Not live; numbers of"));
    browser.shoot("away");
    try (ApiServer again =
        ApiServer.start(
            reader, KeyCheck.open(), HttpServer.address("127.0.0.1:" + address.getPort()))) {
      browser.await("document.getElementById('problem').hidden && " + DashboardPage.LIVE);
      assertThat(again.uri(), equalTo(address));
      browser.open("about:blank");
    }
  }

  @Test
  void aKeyIsAskedForAndKept() throws Exception {
    Path file = Files.createTempDirectory("keys").resolve("keys");
    ApiKey.Made made = ApiKey.make("test", List.of("acme"), null);
    new KeyFile(file).add(made.key());
    try (ApiServer keyed = ApiServer.start(reader, KeyCheck.of(new KeyFile(file)), FREE)) {
      browser.open(keyed.uri() + OPENS + THREE);
      browser.await("document.getElementById('key').open");
      browser.press("wrong", Keys.ENTER);
      browser.await("document.getElementById('key').open");
      browser.shoot("key");
      browser.press(made.secret(), Keys.ENTER);
      browser.await(DashboardPage.LIVE);
      assertThat(page.bigNumbers().size(), greaterThan(1));
      assertThat(browser.is("localStorage.length"), equalTo("0"));
      browser.open("about:blank");
    }
  }

  /** Asserts that the console is empty and that no other host got a request. */
  private static void assertCalm() {
    assertThat(browser.console(), empty());
    List<String> requests =
        browser.requests().stream()
            // Chromium's own icons of input fields.
            .filter(url -> !url.startsWith("about:") && !url.startsWith("data:"))
            .toList();
    assertThat(requests.size(), greaterThan(5));
    assertThat(requests, everyItem(startsWith(server.uri().toString())));
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String digits(BigDecimal number) {
    return String.format(Locale.ROOT, "%,.2f", number);
  }
}
