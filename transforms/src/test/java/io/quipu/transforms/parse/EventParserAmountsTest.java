package io.quipu.transforms.parse;

import static io.quipu.transforms.parse.Catalogs.catalog;
import static io.quipu.transforms.parse.Catalogs.event;
import static io.quipu.transforms.parse.Catalogs.purchase;
import static io.quipu.transforms.parse.Parsing.parse;
import static io.quipu.transforms.parse.Parsing.reason;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.event.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserAmountsTest {

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
}
