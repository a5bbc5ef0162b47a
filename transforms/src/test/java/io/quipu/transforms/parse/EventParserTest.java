package io.quipu.transforms.parse;

import static io.quipu.transforms.parse.Catalogs.catalog;
import static io.quipu.transforms.parse.Catalogs.derived;
import static io.quipu.transforms.parse.Catalogs.each;
import static io.quipu.transforms.parse.Catalogs.event;
import static io.quipu.transforms.parse.Catalogs.field;
import static io.quipu.transforms.parse.Catalogs.open;
import static io.quipu.transforms.parse.Catalogs.record;
import static io.quipu.transforms.parse.Parsing.opens;
import static io.quipu.transforms.parse.Parsing.parse;
import static io.quipu.transforms.parse.Parsing.reason;
import static io.quipu.transforms.parse.Parsing.values;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.Derived;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.DimensionSource;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.LookupTable.Missing;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.event.Event;
import io.quipu.model.event.Lookup;
import io.quipu.model.event.RawRecord;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventParserTest {

  @Test
  void readsCompanyCustomerAndHour() {
    Event event = parse(opens(), event("open", ",\"id\":\"e1\""));

    assertThat(event.company(), equalTo("acme"));
    assertThat(event.customer(), equalTo("c1"));
    assertThat(event.id(), not(equalTo(Event.NO_ID)));
    assertThat(event.origin(), nullValue());
    int nine = new BucketCalendar(ZoneOffset.UTC).localHour(1_772_355_600_000L);
    assertThat(event.localHour(), equalTo(nine));
  }

  @Test
  void idsMayBeWholeNumbers() {
    String payload = "{\"type\":\"open\",\"company_id\":7,\"customer_id\":-0012,\"timestamp\":1}";
    assertThat(reason(opens(), payload), equalTo("not-json"));

    Event event =
        parse(
            opens(),
            "{\"type\":\"open\",\"company_id\":7,\"customer_id\":123456789012345678901,"
                + "\"timestamp\":1772355600}");
    assertThat(event.company(), equalTo("7"));
    assertThat(event.customer(), equalTo("123456789012345678901"));
  }

  @Test
  void oneEventMayCountForSeveralStatistics() {
    Catalog two =
        catalog(
            open().build(),
            StatisticDefinition.builder(Catalogs.statistic("any"))
                .setEventTypes(List.of("click", "open"))
                .build());

    List<Event> events = new EventParser(two).parse(record(event("open", ""))).events();
    assertThat(events.stream().map(e -> e.statistic().name()).toList(), contains("open", "any"));
  }

  @Test
  void ignoresTypesThatNoStatisticCountsWhateverElseTheyLack() {
    ParseResult result = new EventParser(opens()).parse(record("{\"type\":\"bounce\"}"));
    assertThat(result.ignored(), equalTo(true));
  }

  @Test
  void dimensionsAreNestedFieldsNumbersAndTruthValues() {
    Catalog catalog =
        opens(
            field("browser", "client.browser"),
            field("version", "client.version"),
            field("mobile", "client.mobile"),
            field("dotted", "utm\\.source"));

    assertThat(
        values(
            parse(
                catalog,
                event(
                    "open",
                    ",\"client\":{\"x\":[{}],\"browser\":\"Firefox\",\"version\":1.50,"
                        + "\"mobile\":false},\"utm.source\":\"mail\""))),
        contains("browser=Firefox", "version=1.50", "mobile=false", "dotted=mail"));
  }

  @Test
  void nullAndEmptyStringsAreAbsentDimensions() {
    Catalog catalog = opens(field("a", "a"), field("b", "b"), field("c", "c.d"), each("e", "e"));
    assertThat(
        values(parse(catalog, event("open", ",\"a\":null,\"b\":\"\",\"c\":5,\"e\":[null,\"\"]"))),
        empty());
  }

  @Test
  void elementsOfArraysAreValuesOnceEach() {
    Catalog catalog = opens(each("tag", "tags"), each("sku", "items.sku"));
    assertThat(
        values(
            parse(
                catalog,
                event(
                    "open",
                    ",\"tags\":[\"b\",\"a\",\"b\",[3]],\"items\":[{\"sku\":\"x\"},{\"sku\":\"y\"},"
                        + "{\"q\":1}]"))),
        contains("tag=b", "tag=a", "tag=3", "sku=x", "sku=y"));
    assertThat(values(parse(catalog, event("open", ",\"tags\":\"solo\""))), contains("tag=solo"));
  }

  @Test
  void theDomainOfAnEmailAddressHasOneSpelling() {
    Catalog catalog =
        opens(
            DimensionDefinition.of(
                "domain", new DimensionSource.EmailDomain(FieldPath.of("email"))));
    assertThat(
        values(parse(catalog, event("open", ",\"email\":\" \\\"a@b\\\"@Example.ORG \""))),
        contains("domain=example.org"));
    assertThat(
        values(parse(catalog, event("open", ",\"email\":\"Ana <ana@example.com>\\u00a0\""))),
        contains("domain=example.com"));
    assertThat(
        values(parse(catalog, event("open", ",\"email\":\"ana@BU\\u0308CHER.example\""))),
        contains("domain=b\u00fccher.example"));
    assertThat(values(parse(catalog, event("open", ",\"email\":\"nobody\""))), empty());
  }

  @Test
  void emailStandsForACustomerWithoutId() {
    Event known = parse(opens(), event("open", ",\"email\":\"a@b.c\""));
    assertThat(known.email(), nullValue());

    Event unknown =
        parse(
            opens(),
            "{\"type\":\"open\",\"company_id\":\"acme\",\"timestamp\":1772355600,"
                + "\"customer_id\":null,\"email\":\"\u00a0Ana <Ana@B.C>\"}");
    assertThat(unknown.customer(), nullValue());
    assertThat(unknown.email(), equalTo("ana@b.c"));
  }

  @Test
  void undeclaredScalarFieldsBecomeDimensionsUpToTheLimit() {
    Catalog catalog =
        catalog(open().setDimensions(List.of(field("m", "message"))).setPropertyLimit(3).build());
    ParseResult result =
        new EventParser(catalog)
            .parse(
                record(
                    event(
                        "open",
                        ",\"message\":\"m1\",\"a\":1,\"list\":[1],\"n\":{\"b.c\":true,\"d\":null},"
                            + "\"m\":\"hidden\",\"e\":\"x\",\"f\":\"y\",\"g\":\"z\"")));
    assertThat(values(result.events().get(0)), contains("m=m1", "a=1", "n.b\\.c=true", "e=x"));
    assertThat(result.propertiesLeftOut(), equalTo(2));
  }

  @Test
  void propertiesThatAreTooLongAreLeftOut() {
    Catalog catalog = catalog(open().setPropertyLimit(3).build());
    ParseResult result =
        new EventParser(catalog)
            .parse(record(event("open", ",\"a\":\"" + "x".repeat(3000) + "\",\"b\":1")));
    assertThat(values(result.events().get(0)), contains("b=1"));
    assertThat(result.propertiesLeftOut(), equalTo(1));
  }

  @Test
  void filtersAndDerivedValuesAreCel() {
    Catalog catalog =
        Catalog.builder()
            .setEvent(Catalogs.fields().build())
            .setDerived(
                List.of(
                    new Derived("size", "event.q > 10 ? 'big' : 'small'"),
                    new Derived("words", "event.text.split(' ')"),
                    new Derived("half", "event.q / 2")))
            .setDefinitions(
                List.of(
                    open()
                        .setWhere("has(event.client) && event.client.js == true")
                        .setDimensions(List.of(derived("size"), derived("words"), derived("half")))
                        .build()))
            .build();

    assertThat(
        values(
            parse(
                catalog,
                event("open", ",\"client\":{\"js\":true},\"q\":12,\"text\":\"to be to\""))),
        contains("size=big", "words=to", "words=be", "half=6"));
    ParseResult filtered =
        new EventParser(catalog).parse(record(event("open", ",\"client\":{\"js\":false}")));
    assertThat(filtered.ignored(), equalTo(true));
  }

  @Test
  void expressionsReadBigNumbersAsDoublesAndMixNumberTypes() {
    Catalog catalog =
        catalog(
            open()
                .setWhere(
                    "event.huge > 1.0e20 && event.price > 10 && event.n < 2.5 && !has(event.none)")
                .build());
    parse(
        catalog,
        event(
            "open",
            ",\"huge\":123456789012345678901234567890,\"price\":10.5,\"n\":2,\"none\":null"));
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    parse(opens(), "\uFEFF" + event("open", ""));
  }

  @Test
  void unpairedSurrogatesAreReplacedAndPairsKept() {
    Catalog catalog = opens(field("d", "d"));
    assertThat(
        values(parse(catalog, event("open", ",\"d\":\"a\\ud800b\\udc00\\ud83d\\ude00\""))),
        contains("d=a\uFFFDb\uFFFD😀"));
  }

  @Test
  void controlCharactersAndQuotesInValuesAreKept() {
    Catalog catalog = opens(field("d", "d"));
    Event event =
        parse(catalog, event("open", ",\"d\":\"a\\u0000\\n\"").replace("acme", "o'\\\"x"));
    assertThat(values(event), contains("d=a\u0000\n"));
    assertThat(event.company(), equalTo("o'\"x"));
  }

  private static Catalog lookingUp(Missing missing) {
    return Catalog.builder()
        .setEvent(Catalogs.fields().build())
        .setLookups(List.of(Catalogs.messages(missing)))
        .setDefinitions(
            List.of(
                open()
                    .setDimensions(
                        List.of(
                            DimensionDefinition.of(
                                "c", new DimensionSource.LookedUp("messages", "name")),
                            DimensionDefinition.of(
                                "k", new DimensionSource.LookedUp("messages", "kind"))))
                    .build()))
        .build();
  }

  @Test
  void asksOnceForALookupThatSeveralDimensionsUse() {
    Event event = parse(lookingUp(Missing.COUNT), event("open", ",\"message_id\":17"));
    assertThat(event.lookups(), contains(new Lookup("messages", List.of("acme", "17"))));
    assertThat(event.origin(), nullValue());
  }

  @Test
  void aLookupWithoutItsKeyIsSkippedOrRefusesTheEvent() {
    assertThat(parse(lookingUp(Missing.COUNT), event("open", "")).lookups(), empty());
    assertThat(reason(lookingUp(Missing.DEAD_LETTER), event("open", "")), equalTo("lookup-key"));
  }

  @Test
  void anEventThatALookupMayRefuseKeepsItsRecord() {
    RawRecord record = record(event("open", ",\"message_id\":17"));
    ParseResult result = new EventParser(lookingUp(Missing.DEAD_LETTER)).parse(record);
    assertThat(result.events().get(0).origin(), equalTo(record));
  }
}
