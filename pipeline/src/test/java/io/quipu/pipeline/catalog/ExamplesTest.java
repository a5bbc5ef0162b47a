package io.quipu.pipeline.catalog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.Lookup;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.transforms.parse.EventParser;
import io.quipu.transforms.parse.ParseResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The examples do what their comments say. */
class ExamplesTest {
  private static final long STREAM_TIME = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();

  static Path folder(String example) {
    return Path.of(System.getProperty("quipu.home"), "examples", example);
  }

  private static List<ParseResult> parse(String example) throws Exception {
    EventParser parser =
        new EventParser(CatalogFile.load(folder(example).resolve("catalog.yaml").toString()));
    List<ParseResult> results = new ArrayList<>();
    long line = 0;
    for (String event : Files.readAllLines(folder(example).resolve("events.jsonl"))) {
      SourcePosition position = new SourcePosition("events.jsonl", 0, ++line);
      byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
      results.add(parser.parse(new RawRecord(bytes, position, STREAM_TIME)));
    }
    return results;
  }

  private static List<String> values(Event event) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < event.size(); i++) {
      values.add(event.dimension(i) + "=" + event.value(i));
    }
    return values;
  }

  @Test
  void emailOpensHaveTheirDimensionsAndAskForTheirCampaign() throws Exception {
    Event open = parse("email-marketing").get(0).events().get(0);

    assertThat(open.statistic().name(), equalTo("email_open"));
    assertThat(open.customer(), equalTo("c-1"));
    assertThat(
        values(open),
        containsInAnyOrder(
            "message=m-1",
            "browser=Firefox",
            "mail_domain=example.com",
            "device=desktop",
            "segment=vip",
            "segment=newsletter"));
    assertThat(open.lookups(), contains(new Lookup("messages", List.of("acme", "m-1"))));
  }

  @Test
  void emailPrefetchesAndOtherTypesAreIgnored() throws Exception {
    List<ParseResult> results = parse("email-marketing");

    List<Integer> ignored = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).ignored()) {
        ignored.add(i + 1);
      }
    }
    assertThat(ignored, contains(6, 10));
  }

  @Test
  void emailCustomerWithoutIdIsKnownByAddress() throws Exception {
    Event open = parse("email-marketing").get(4).events().get(0);

    assertThat(open.customer() == null, equalTo(true));
    assertThat(open.email(), equalTo("cy@example.org"));
  }

  @Test
  void emailCatalogTellsOtherStagesWhatTheyNeed() throws Exception {
    Catalog catalog =
        CatalogFile.load(folder("email-marketing").resolve("catalog.yaml").toString());

    assertThat(
        catalog.hydratedDimensions(),
        hasItem(new HydratedDimension("email_open", "campaign", "messages", "campaign_name")));
    assertThat(catalog.lookupTables().get(0).keyColumns(), contains("company_id", "message_id"));
    assertThat(catalog.slices("email_click", "url"), equalTo(16));
    assertThat(catalog.slices("email_click", "message"), equalTo(1));
    assertThat(catalog.timeZones().of("acme-eu").getId(), equalTo("Europe/Berlin"));
  }

  @Test
  void shopSumsAreExactAndNegativeForRefunds() throws Exception {
    List<ParseResult> results = parse("shop");

    assertThat(results.get(0).events().get(0).amount(0), equalTo(15_300L));
    assertThat(results.get(2).events().get(0).amount(0), equalTo(81_360L));
    assertThat(results.get(3).events().get(0).amount(0), equalTo(12_755L));
    Event refund = results.get(4).events().get(0);
    assertThat(refund.statistic().name(), equalTo("refund"));
    assertThat(refund.amount(0), equalTo(-3_390L));
    assertThat(values(results.get(2).events().get(0)), hasItem("basket=wholesale"));
  }

  @Test
  void shopAmountThatIsNoNumberIsADeadLetter() throws Exception {
    DeadLetter letter = Objects.requireNonNull(parse("shop").get(5).deadLetter());

    assertThat(letter.reason(), equalTo("bad-amount"));
    assertThat(letter.record().position().offset(), equalTo(6L));
  }

  @Test
  void webViewsCountByUndeclaredFieldsToo() throws Exception {
    List<ParseResult> results = parse("web-analytics");

    assertThat(
        values(results.get(0).events().get(0)),
        contains(
            "page=/",
            "browser=Firefox",
            "referrer=https://search.example/",
            "status=200",
            "country=NZ"));
    assertThat(values(results.get(2).events().get(0)), hasItem("utm.source=newsletter"));
    assertThat(results.get(3).ignored(), equalTo(true));
    assertThat(
        values(results.get(4).events().get(0)), contains("page=/instal", "status_class=4xx"));
  }
}
