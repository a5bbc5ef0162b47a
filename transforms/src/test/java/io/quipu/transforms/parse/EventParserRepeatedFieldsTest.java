package io.quipu.transforms.parse;

import static io.quipu.transforms.parse.Catalogs.catalog;
import static io.quipu.transforms.parse.Catalogs.each;
import static io.quipu.transforms.parse.Catalogs.event;
import static io.quipu.transforms.parse.Catalogs.field;
import static io.quipu.transforms.parse.Catalogs.open;
import static io.quipu.transforms.parse.Catalogs.purchase;
import static io.quipu.transforms.parse.Catalogs.record;
import static io.quipu.transforms.parse.Parsing.opens;
import static io.quipu.transforms.parse.Parsing.parse;
import static io.quipu.transforms.parse.Parsing.refuse;
import static io.quipu.transforms.parse.Parsing.values;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.Derived;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.DimensionSource;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.LookupTable.Missing;
import io.quipu.model.event.DeadLetter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A field that is twice in one object matters only to a statistic that reads it. */
class EventParserRepeatedFieldsTest {
  private static final String TWICE = "' is there twice in one object; send each field once.";

  @ParameterizedTest
  @ValueSource(strings = {"type", "company_id", "customer_id", "timestamp", "id"})
  void fieldsOfEveryEventMustBeThereOnce(String name) {
    String more = ",\"id\":\"e\",\"" + name + "\":\"open\"";
    assertRefused(opens(), event("open", more), name);
  }

  @Test
  void emailAddressIsNeededForItsDomainOrWhereThereIsNoCustomerId() {
    String emails = ",\"email\":\"a@b.c\",\"email\":\"d@e.f\"";
    parse(opens(), event("open", emails));
    String nobody = event("open", emails).replace("customer_id", "x");
    assertRefused(opens(), nobody, "email");
    Catalog domains =
        opens(DimensionDefinition.of("d", new DimensionSource.EmailDomain(FieldPath.of("email"))));
    assertRefused(domains, event("open", emails), "email");
  }

  @Test
  void fieldsThatOnlyOtherStatisticsNeedDoNoHarm() {
    Catalog both =
        catalog(open().setDimensions(List.of(field("m", "message"))).build(), purchase(2).build());
    parse(both, event("open", ",\"revenue\":1,\"revenue\":2"));
    parse(both, event("purchase", ",\"message\":1,\"message\":2,\"revenue\":3"));
    assertRefused(both, event("purchase", ",\"revenue\":1,\"revenue\":2"), "revenue");
    assertRefused(both, event("open", ",\"message\":1,\"message\":2"), "message");
  }

  @Test
  void recordsThatNoStatisticCountsAreIgnoredWhateverElseIsTwice() {
    String payload = "{\"type\":\"bounce\",\"company_id\":1,\"company_id\":2}";
    assertThat(new EventParser(opens()).parse(record(payload)).ignored(), equalTo(true));
    Catalog filtered = catalog(open().setWhere("event.kind == 'a'").build());
    String other = event("open", ",\"kind\":\"b\",\"id\":1,\"id\":2");
    assertThat(new EventParser(filtered).parse(record(other)).ignored(), equalTo(true));
  }

  @Test
  void filterNeedsItsOwnFieldsAlone() {
    Catalog catalog = catalog(open().setWhere("has(event.client.js) && event.client.js").build());
    parse(catalog, event("open", ",\"client\":{\"os\":1,\"os\":2,\"js\":true},\"x\":1,\"x\":2"));
    assertRefused(catalog, event("open", ",\"client\":{\"js\":true,\"js\":true}"), "client.js");
    assertRefused(catalog, event("open", ",\"client\":{\"js\":true},\"client\":null"), "client");
    // A value after null is also a second value.
    assertRefused(catalog, event("open", ",\"client\":{\"js\":null,\"js\":true}"), "client.js");
  }

  @Test
  void filterThatReadsAStructureNeedsAllOfIt() {
    Catalog list = catalog(open().setWhere("event.items.exists(i, i.sku == 'a')").build());
    String items = ",\"items\":[{\"sku\":\"b\"},{\"sku\":\"a\",\"n\":1,\"n\":2}]";
    assertRefused(list, event("open", items), "items.n");
    Catalog any = catalog(open().setWhere("event[event.key] == 'a'").build());
    String nested = ",\"key\":\"k\",\"k\":\"a\",\"deep\":[{\"x\":{\"y\":1,\"y\":2}}]";
    assertRefused(any, event("open", nested), "deep.x.y");
  }

  @Test
  void derivedValueIsNeededByTheStatisticsThatUseIt() {
    Catalog catalog =
        Catalog.builder()
            .setEvent(Catalogs.fields().build())
            .setDerived(List.of(new Derived("big", "has(event.q) && event.q > 10")))
            .setDefinitions(
                List.of(
                    open().setDimensions(List.of(Catalogs.derived("big"))).build(),
                    purchase(2).build()))
            .build();
    parse(catalog, event("purchase", ",\"q\":1,\"q\":2"));
    assertRefused(catalog, event("open", ",\"q\":1,\"q\":2"), "q");
  }

  @Test
  void lookupNeedsTheFieldsOfItsKey() {
    Catalog catalog =
        Catalog.builder()
            .setEvent(Catalogs.fields().build())
            .setLookups(List.of(Catalogs.messages(Missing.COUNT)))
            .setDefinitions(
                List.of(
                    open()
                        .setDimensions(
                            List.of(
                                DimensionDefinition.of(
                                    "c", new DimensionSource.LookedUp("messages", "n"))))
                        .build(),
                    purchase(2).build()))
            .build();
    parse(catalog, event("purchase", ",\"message_id\":1,\"message_id\":2"));
    assertRefused(catalog, event("open", ",\"message_id\":1,\"message_id\":2"), "message_id");
  }

  @Test
  void fieldTwiceInNestedObjectsIsToldFromOneInEachOfTwo() {
    Catalog catalog = opens(field("b", "client.browser"), each("sku", "items.sku"));
    assertRefused(
        catalog,
        event("open", ",\"client\":{\"browser\":\"a\",\"browser\":\"b\"}"),
        "client.browser");
    assertRefused(catalog, event("open", ",\"items\":[{\"sku\":1,\"sku\":2}]"), "items.sku");
    assertRefused(catalog, event("open", ",\"client\":{\"browser\":1},\"client\":5"), "client");
    assertThat(
        values(
            parse(
                catalog,
                event(
                    "open",
                    ",\"client\":{\"os\":1,\"os\":2},"
                        + "\"items\":[{\"sku\":1,\"n\":1,\"n\":2},{\"sku\":2}]"))),
        contains("sku=1", "sku=2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\":1,\"a\":2               | a",
        "\"a\":1,\"a\":null            | a",
        "\"a\":null,\"a\":1            | a",
        "\"a\":\"\",\"a\":1            | a",
        "\"a\":[1],\"a\":1             | a",
        "\"a\":{\"x\":1},\"a\":{\"y\":2} | a",
        "\"a\":1,\"a\":{\"y\":2}       | a",
        "\"n\":{\"x.y\":1,\"x.y\":2}   | n.x\\.y",
      })
  void statisticWithPropertiesNeedsEveryFieldThatMakesOne(String fields, String name) {
    Catalog properties = catalog(open().setPropertyLimit(1).build(), purchase(2).build());
    assertRefused(properties, event("open", ",\"first\":0," + fields), name);
    parse(properties, event("purchase", "," + fields));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\":[1],\"a\":[2]",
        "\"a\":null,\"a\":null",
        "\"a\":[{\"x\":1,\"x\":2}]",
        "\"a\":{\"x\":1},\"b\":{\"x\":2}",
        "\"a\":{\"b\":1},\"a.b\":2"
      })
  void whatMakesNoPropertyMayBeThereTwice(String fields) {
    Catalog properties = catalog(open().setPropertyLimit(9).build());
    assertThat(values(parse(properties, event("open", ",\"z\":1," + fields))), hasItem("z=1"));
  }

  @Test
  void statisticWithPropertiesDoesNotNeedWhatADeclaredDimensionOrTheEventNames() {
    Catalog properties =
        catalog(open().setDimensions(List.of(field("m", "message"))).setPropertyLimit(9).build());
    parse(properties, event("open", ",\"m\":1,\"m\":2"));
    parse(properties, event("open", ",\"email\":\"a@b.c\",\"email\":\"d@e.f\""));
    assertRefused(properties, event("open", ",\"message\":1,\"message\":2"), "message");
    assertRefused(properties, event("open", ",\"n\":1,\"n\":2"), "n");
  }

  @Test
  void nameIsShownCutAndWithoutControlCharacters() {
    Catalog properties = catalog(open().setPropertyLimit(9).build());
    String name = "\\u001b[31m\\n\\ud800" + "x".repeat(40_000);
    DeadLetter letter =
        refuse(properties, record(event("open", ",\"" + name + "\":1,\"" + name + "\":2")));
    assertThat(letter.message(), containsString("The field '\uFFFD[31m\uFFFD\uFFFDxxx"));
    assertThat(letter.message(), containsString("xxx..." + TWICE));
    assertThat(letter.message().length(), lessThan(300));
    assertThat(letter.message(), not(containsString("\u001b")));
  }

  private static void assertRefused(Catalog catalog, String payload, String name) {
    DeadLetter letter = refuse(catalog, record(payload));
    assertThat(letter.reason(), equalTo("duplicate-field"));
    assertThat(letter.message(), equalTo("The field '" + name + TWICE));
  }
}
