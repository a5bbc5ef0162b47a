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
import static io.quipu.transforms.parse.Parsing.reason;
import static io.quipu.transforms.parse.Parsing.refuse;
import static io.quipu.transforms.parse.Parsing.values;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.event.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventParserRefusalsTest {

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
  void anExpressionWithoutAValueIsADeadLetter() {
    Catalog filtered = catalog(open().setWhere("event.bot != true").build());
    DeadLetter letter = refuse(filtered, record(event("open", ",\"name\":\"secret\"")));
    assertThat(letter.reason(), equalTo("expression"));
    assertThat(letter.message(), containsString("has()"));
    assertThat(letter.message(), not(containsString("secret")));

    Catalog dynamic = catalog(open().setWhere("event.bot").build());
    assertThat(reason(dynamic, event("open", ",\"bot\":\"yes\"")), equalTo("expression"));
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
  void messagesNeverQuoteThePayload() {
    for (String payload :
        List.of("secret", "{\"a\":secret}", "{\"type\":{\"secret\":1}}", "{\"secret\":\"x\"")) {
      assertThat(refuse(opens(), record(payload)).message(), not(containsString("secret")));
    }
  }

  @Test
  void oneBadPartRefusesTheRecordForAllStatistics() {
    Catalog two = catalog(open().build(), purchase(2).setEventTypes(List.of("open")).build());
    assertThat(reason(two, event("open", ",\"revenue\":\"x\"")), equalTo("bad-amount"));
  }
}
