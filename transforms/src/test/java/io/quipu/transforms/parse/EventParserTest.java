package io.quipu.transforms.parse;

import static io.quipu.transforms.parse.Catalogs.STREAM_TIME;
import static io.quipu.transforms.parse.Catalogs.catalog;
import static io.quipu.transforms.parse.Catalogs.derived;
import static io.quipu.transforms.parse.Catalogs.each;
import static io.quipu.transforms.parse.Catalogs.event;
import static io.quipu.transforms.parse.Catalogs.field;
import static io.quipu.transforms.parse.Catalogs.open;
import static io.quipu.transforms.parse.Catalogs.purchase;
import static io.quipu.transforms.parse.Catalogs.record;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quipu.model.DeadLetter;
import io.quipu.model.Event;
import io.quipu.model.Lookup;
import io.quipu.model.RawRecord;
import io.quipu.model.TimeZones;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.Derived;
import io.quipu.model.catalog.Dimension;
import io.quipu.model.catalog.DimensionSource;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.LookupTable.Missing;
import io.quipu.model.catalog.TimeUnit;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {

  private static Event parse(Catalog catalog, String payload) {
    ParseResult result = new EventParser(catalog).parse(record(payload));
    assertThat(String.valueOf(result.deadLetter()), result.events(), hasSize(1));
    return result.events().get(0);
  }

  private static DeadLetter refuse(Catalog catalog, RawRecord record) {
    ParseResult result = new EventParser(catalog).parse(record);
    assertThat(result.events(), empty());
    return Objects.requireNonNull(result.deadLetter());
  }

  private static String reason(Catalog catalog, String payload) {
    return refuse(catalog, record(payload)).reason();
  }

  private static List<String> values(Event event) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < event.size(); i++) {
      values.add(event.dimension(i) + "=" + event.value(i));
    }
    return values;
  }

  private static Catalog opens(Dimension... dimensions) {
    return catalog(open().setDimensions(List.of(dimensions)).build());
  }

  @Test
  void readsCompanyCustomerAndHour() {
    Event event = parse(opens(), event("open", ",\"id\":\"e1\""));

    assertThat(event.company(), equalTo("acme"));
    assertThat(event.customer(), equalTo("c1"));
    assertThat(event.id(), not(equalTo(Event.NO_ID)));
    assertThat(event.origin(), nullValue());
    int nine = new io.quipu.model.BucketCalendar(ZoneOffset.UTC).localHour(1_772_355_600_000L);
    assertThat(event.localHour(), equalTo(nine));
  }

  @Test
  void countsInTheCompanysOwnTimeZone() {
    ZoneId kolkata = ZoneId.of("Asia/Kolkata");
    Catalog zoned =
        Catalog.builder()
            .setEvent(Catalogs.fields().build())
            .setTimeZones(TimeZones.of(ZoneOffset.UTC, Map.of("acme", kolkata)))
            .setDefinitions(List.of(open().build()))
            .build();

    int hour = new io.quipu.model.BucketCalendar(kolkata).localHour(1_772_355_600_000L);
    assertThat(parse(zoned, event("open", "")).localHour(), equalTo(hour));
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
            io.quipu.model.catalog.StatisticDefinition.builder(Catalogs.statistic("any"))
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
  void aStructureWhereAValueIsDeclaredIsADeadLetterThatSaysHowToDeclareIt() {
    Catalog catalog = opens(field("tag", "tags"));
    DeadLetter array = refuse(catalog, record(event("open", ",\"tags\":[\"a\"]")));
    assertThat(array.reason(), equalTo("wrong-type"));
    assertThat(array.message(), containsString("{each: tags}"));
    assertThat(reason(catalog, event("open", ",\"tags\":{}")), equalTo("wrong-type"));
    assertThat(reason(opens(each("t", "t")), event("open", ",\"t\":[{}]")), equalTo("wrong-type"));
  }

  @Test
  void moreValuesThanAnEventMayHaveAreADeadLetter() {
    StringBuilder tags = new StringBuilder("0");
    for (int i = 1; i <= StatisticReader.MAX_VALUES; i++) {
      tags.append(',').append(i);
    }
    String payload = event("open", ",\"tags\":[" + tags + "]");
    assertThat(reason(opens(each("tag", "tags")), payload), equalTo("too-many-values"));
  }

  @Test
  void theDomainOfAnEmailAddressIsItsLowerCase() {
    Catalog catalog =
        opens(Dimension.of("domain", new DimensionSource.EmailDomain(FieldPath.of("email"))));
    assertThat(
        values(parse(catalog, event("open", ",\"email\":\" \\\"a@b\\\"@Example.ORG \""))),
        contains("domain=example.org"));
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
                + "\"customer_id\":null,\"email\":\" Ana@B.C\"}");
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
  void anExpressionWithoutAValueIsADeadLetter() {
    Catalog filtered = catalog(open().setWhere("event.bot != true").build());
    DeadLetter letter = refuse(filtered, record(event("open", ",\"name\":\"secret\"")));
    assertThat(letter.reason(), equalTo("expression"));
    assertThat(letter.message(), containsString("has()"));
    assertThat(letter.message(), not(containsString("secret")));

    Catalog dynamic = catalog(open().setWhere("event.bot").build());
    assertThat(reason(dynamic, event("open", ",\"bot\":\"yes\"")), equalTo("expression"));
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

  @ParameterizedTest
  @CsvSource({
    "15.30, 2, 1530",
    "'\"15.30\"', 2, 1530",
    "'\"-3.39\"', 3, -3390",
    "-0.00, 0, 0",
    "1.5e1, 0, 15",
    "'\"1E+3\"', 2, 100000",
    "12.3400000, 2, 1234",
    "9223372036854775807, 0, 9223372036854775807",
    "-92233720368547758.08, 2, -9223372036854775808",
    "0e999999999, 2, 0",
    "null, 2, 0",
    "'\"\"', 2, 0"
  })
  void amountsAreExact(String json, int scale, long units) {
    Event event =
        parse(catalog(purchase(scale).build()), event("purchase", ",\"revenue\":" + json));
    assertThat(event.amount(0), equalTo(units));
  }

  @Test
  void aMissingAmountAddsNothing() {
    assertThat(parse(catalog(purchase(2).build()), event("purchase", "")).amount(0), equalTo(0L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.001",
        "\"1.234\"",
        "92233720368547758.08",
        "1e999999999",
        "-1e999999999",
        "1e-999999999",
        "1e99999999999999",
        "\"NaN\"",
        "\"Infinity\"",
        "\"١٢\"",
        "\"+5\"",
        "\".5\"",
        "\"5.\"",
        "\" 5\"",
        "\"1,5\"",
        "\"0x10\""
      })
  void amountsThatCannotBeExactAreDeadLetters(String json) {
    Catalog catalog = catalog(purchase(2).build());
    assertThat(reason(catalog, event("purchase", ",\"revenue\":" + json)), equalTo("bad-amount"));
  }

  @Test
  void amountsOfOtherTypesAreDeadLetters() {
    Catalog catalog = catalog(purchase(2).build());
    for (String json : List.of("true", "[1]", "{}")) {
      assertThat(reason(catalog, event("purchase", ",\"revenue\":" + json)), equalTo("wrong-type"));
    }
    assertThat(reason(catalog, event("purchase", ",\"revenue\":NaN")), equalTo("not-json"));
  }

  @ParameterizedTest
  @CsvSource({
    "SECONDS, 1772355600",
    "SECONDS, 1772355600.999",
    "SECONDS, 1.7723556e9",
    "MILLIS, 1772355600999",
    "MICROS, 1772355600999999",
    "ISO_8601, '\"2026-03-01T09:00:00Z\"'",
    "ISO_8601, '\"2026-03-01T10:30:00.5+01:30\"'"
  })
  void readsTheTimeInTheDeclaredUnit(TimeUnit unit, String json) {
    Catalog catalog =
        Catalog.builder()
            .setEvent(Catalogs.fields().setTime(FieldPath.of("at"), unit).build())
            .setDefinitions(List.of(open().build()))
            .build();
    int nine = new io.quipu.model.BucketCalendar(ZoneOffset.UTC).localHour(1_772_355_600_000L);
    assertThat(parse(catalog, event("open", ",\"at\":" + json)).localHour(), equalTo(nine));
  }

  @ParameterizedTest
  @CsvSource({
    "1772355600000, millis",
    "1772355600000000, micros",
    "1772355600000.5, millis",
    "0, 2000",
    "-1, 2000",
    "946684799, 2000",
    "1e999999999, 2000",
    "-1e999999999, 2000",
    "1e-999999999, 2000",
    "1e99999999999, 2000"
  })
  void timesThatCannotBeTrueAreDeadLettersWithAHint(String json, String hint) {
    String payload = event("open", "").replace("1772355600", json);
    DeadLetter letter = refuse(opens(), record(payload));
    assertThat(letter.reason(), equalTo("bad-time"));
    assertThat(letter.message(), containsString(hint));
  }

  @Test
  void aTimeMayBeADayAheadOfTheStreamButNoMore() {
    long latest = STREAM_TIME / 1000 + 86_400;
    parse(opens(), event("open", "").replace("1772355600", "" + latest));
    String later = event("open", "").replace("1772355600", "" + (latest + 1));
    assertThat(reason(opens(), later), equalTo("bad-time"));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"1772355600\"', wrong-type",
    "true, wrong-type",
    "[], wrong-type",
    "null, missing-field"
  })
  void timesOfOtherTypesAreDeadLetters(String json, String reason) {
    assertThat(reason(opens(), event("open", "").replace("1772355600", json)), equalTo(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"yesterday\"", "\"2026-03-01\"", "\"2026-03-01T09:00:00\"", "\"\""})
  void textThatIsNoIsoTimeIsADeadLetter(String json) {
    Catalog catalog =
        Catalog.builder()
            .setEvent(Catalogs.fields().setTime(FieldPath.of("at"), TimeUnit.ISO_8601).build())
            .setDefinitions(List.of(open().build()))
            .build();
    assertThat(reason(catalog, event("open", ",\"at\":" + json)), equalTo("bad-time"));
    assertThat(reason(catalog, event("open", ",\"at\":1772355600")), equalTo("wrong-type"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', not-json",
    "'   ', not-json",
    "'{', not-json",
    "'{\"a\":1}}', not-json",
    "'{\"a\":1} {}', not-json",
    "'{a:1}', not-json",
    "'{\"a\":1,}', not-json",
    "'[]', not-an-object",
    "'\"text\"', not-an-object",
    "'12', not-an-object",
    "'null', not-an-object",
    "'{}', missing-field",
    "'{\"type\":\"\"}', missing-field",
    "'{\"type\":null}', missing-field",
    "'{\"type\":1.5}', wrong-type",
    "'{\"type\":[\"open\"]}', wrong-type",
    "'{\"type\":\"open\"}', missing-field",
    "'{\"type\":\"open\",\"company_id\":true}', wrong-type",
    "'{\"type\":\"open\",\"company_id\":\"\"}', missing-field",
    "'{\"type\":\"open\",\"company_id\":\"a\"}', missing-field",
    "'{\"type\":\"open\",\"company_id\":\"a\",\"customer_id\":{}}', wrong-type",
    "'{\"type\":\"open\",\"company_id\":\"a\",\"email\":5}', wrong-type",
    "'{\"type\":\"open\",\"type\":\"click\"}', duplicate-field"
  })
  void badInputIsADeadLetterWithItsReason(String payload, String reason) {
    DeadLetter letter = refuse(opens(), record(payload));
    assertThat(letter.reason(), equalTo(reason));
    assertThat(letter.stage(), equalTo("parse"));
  }

  @Test
  void aFieldTwiceInNestedObjectsIsToldFromOneInEachOfTwo() {
    Catalog catalog = opens(field("b", "client.browser"), each("sku", "items.sku"));
    assertThat(
        reason(catalog, event("open", ",\"client\":{\"browser\":\"a\",\"browser\":\"b\"}")),
        equalTo("duplicate-field"));
    assertThat(
        values(parse(catalog, event("open", ",\"items\":[{\"sku\":1},{\"sku\":2}]"))),
        contains("sku=1", "sku=2"));
  }

  @Test
  void limitsAreInBytesOfUtf8() {
    Catalog catalog = opens(field("d", "d"));
    String company = "é".repeat(128);
    assertThat(
        parse(catalog, event("open", "").replace("acme", company)).company(), equalTo(company));
    assertThat(
        reason(catalog, event("open", "").replace("acme", company + "x")), equalTo("too-long"));
    assertThat(
        reason(catalog, event("open", "").replace("c1", "x".repeat(1025))), equalTo("too-long"));
    assertThat(
        values(parse(catalog, event("open", ",\"d\":\"" + "😀".repeat(512) + "\""))), hasSize(1));
    assertThat(
        reason(catalog, event("open", ",\"d\":\"" + "😀".repeat(512) + "x\"")),
        equalTo("too-long"));
    assertThat(
        reason(catalog, event("open", ",\"d\":\"" + "x".repeat(1 << 20) + "\"")),
        equalTo("too-long"));
    parse(catalog, event("open", ",\"unneeded\":\"" + "x".repeat(1 << 20) + "\""));
  }

  @Test
  void deepNestingIsADeadLetterEvenWhereNothingIsCollected() {
    String deep = event("open", ",\"x\":" + "[".repeat(10_000) + "]".repeat(10_000));
    assertThat(reason(opens(), deep), equalTo("too-deep"));
    parse(opens(), event("open", ",\"x\":" + "[".repeat(60) + "]".repeat(60)));
  }

  @Test
  void invalidUtf8IsADeadLetterEvenWhereNothingIsCollected() {
    for (String bytes : List.of("\u00FF", "\u00C0\u0080", "\u00ED\u00A0\u0080", "\u00E2\u0082")) {
      byte[] payload =
          event("open", ",\"x\":\"" + bytes + "\"").getBytes(StandardCharsets.ISO_8859_1);
      assertThat(refuse(opens(), record(payload)).reason(), equalTo("invalid-utf-8"));
    }
    byte[] wide = event("open", "").getBytes(StandardCharsets.UTF_16LE);
    assertThat(refuse(opens(), record(wide)).reason(), equalTo("not-json"));
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

  @Test
  void messagesNeverQuoteThePayload() {
    for (String payload :
        List.of("secret", "{\"a\":secret}", "{\"type\":{\"secret\":1}}", "{\"secret\":\"x\"")) {
      assertThat(refuse(opens(), record(payload)).message(), not(containsString("secret")));
    }
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
                            Dimension.of("c", new DimensionSource.LookedUp("messages", "name")),
                            Dimension.of("k", new DimensionSource.LookedUp("messages", "kind"))))
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
  void withoutItsKeyALookupIsNotAskedOrRefusesTheEvent() {
    assertThat(parse(lookingUp(Missing.COUNT), event("open", "")).lookups(), empty());
    assertThat(reason(lookingUp(Missing.DEAD_LETTER), event("open", "")), equalTo("lookup-key"));
  }

  @Test
  void anEventThatALookupMayRefuseKeepsItsRecord() {
    RawRecord record = record(event("open", ",\"message_id\":17"));
    ParseResult result = new EventParser(lookingUp(Missing.DEAD_LETTER)).parse(record);
    assertThat(result.events().get(0).origin(), equalTo(record));
  }

  @Test
  void oneBadPartRefusesTheRecordForAllStatistics() {
    Catalog two = catalog(open().build(), purchase(2).setEventTypes(List.of("open")).build());
    assertThat(reason(two, event("open", ",\"revenue\":\"x\"")), equalTo("bad-amount"));
  }
}
