package io.quipu.transforms.parse;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.quipu.model.event.Event;
import io.quipu.transforms.parse.json.Utf8Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.statistics.Statistics;

/** For any event, the parser reads the same values as a reader of the event's tree. */
class EventParserPropertyTest {
  private static final ObjectWriter PLAIN = TreeReading.MAPPER.writer();
  private static final ObjectWriter ESCAPED =
      TreeReading.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  @Property(tries = 3000, seed = "20260301")
  void agreesWithAReadingFromATree(
      @ForAll("events") Map<String, Object> event, @ForAll boolean escaped, @ForAll boolean all)
      throws JsonProcessingException {
    int limit = all ? 4 : 0;
    String text = (escaped ? ESCAPED : PLAIN).writeValueAsString(event);

    List<Event> expected = new TreeReading(Catalogs.rich(limit), limit).read(text);
    ParseResult result = parser(all).parse(Catalogs.record(text));

    String outcome = expected == null ? "refused" : expected.isEmpty() ? "ignored" : "read";
    Statistics.collect(outcome);
    Statistics.coverage(
        coverage -> {
          coverage.check("refused").percentage(p -> p > 5);
          coverage.check("read").percentage(p -> p > 20);
        });
    if (expected == null) {
      assertThat(text, result.deadLetter(), notNullValue());
    } else {
      assertThat(text, result.deadLetter(), nullValue());
      assertThat(text, result.events(), equalTo(expected));
    }
  }

  // The parser is reused, as in the pipeline, to show values that one event leaves for the next.
  private static final EventParser DECLARED = new EventParser(Catalogs.rich(0));
  private static final EventParser ALL = new EventParser(Catalogs.rich(4));

  private static EventParser parser(boolean all) {
    return all ? ALL : DECLARED;
  }

  @Provide
  Arbitrary<Map<String, Object>> events() {
    Map<String, Arbitrary<?>> fields = new LinkedHashMap<>();
    fields.put("type", Arbitraries.frequencyOf(List.of(often("open"), often("purchase"), odd())));
    fields.put("company_id", Arbitraries.frequencyOf(List.of(often("acme"), often(77L), odd())));
    fields.put(
        "timestamp", Arbitraries.frequencyOf(List.of(times(), times(), timesInStrings(), odd())));
    fields.put("customer_id", Arbitraries.oneOf(words(), wholeNumbers(), nothing()));
    fields.put("email", Arbitraries.oneOf(emails(), nothing()));
    fields.put("id", Arbitraries.oneOf(words(), wholeNumbers(), nothing()));
    fields.put("bot", Arbitraries.of(true, false, "no"));
    fields.put("client", Arbitraries.oneOf(objects("browser"), scalars()));
    fields.put("tags", Arbitraries.oneOf(arrays(), scalars()));
    fields.put("items", objects("sku").list().ofMaxSize(4));
    fields.put("quantity", Arbitraries.oneOf(wholeNumbers(), amounts(), nothing()));
    fields.put(
        "revenue",
        Arbitraries.oneOf(
            amounts(),
            amounts().map(String::valueOf),
            amounts().map(a -> a.movePointLeft(1)),
            nothing()));
    fields.put("message_id", scalars());
    fields.put("other", Arbitraries.oneOf(objects("x"), scalars(), arrays()));
    fields.put("more", scalars());
    return filled(fields);
  }

  /** An event of some of the fields in any order; the first three are nearly always there. */
  private static Arbitrary<Map<String, Object>> filled(Map<String, Arbitrary<?>> fields) {
    Arbitrary<List<Object>> all =
        Combinators.combine(fields.values().stream().map(a -> a.map(v -> (Object) v)).toList())
            .as(values -> values);
    return Combinators.combine(Arbitraries.longs(), all)
        .as((seed, values) -> arranged(List.copyOf(fields.keySet()), values, new Random(seed)));
  }

  private static final Object NULL = new Object();

  private static Map<String, Object> arranged(
      List<String> names, List<Object> values, Random random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (random.nextInt(20) > (i < 3 ? 0 : 8)) {
        order.add(i);
      }
    }
    Collections.shuffle(order, random);
    Map<String, Object> event = new LinkedHashMap<>();
    for (int i : order) {
      event.put(names.get(i), values.get(i) == NULL ? null : values.get(i));
    }
    return event;
  }

  private static Tuple2<Integer, Arbitrary<Object>> often(Object value) {
    return Tuple.of(10, Arbitraries.just(value));
  }

  private static Tuple2<Integer, Arbitrary<Object>> times() {
    return Tuple.of(10, Arbitraries.longs().between(946_684_000L, 1_772_500_000L).map(t -> t));
  }

  private static Tuple2<Integer, Arbitrary<Object>> timesInStrings() {
    return Tuple.of(
        5,
        Arbitraries.longs()
            .between(946_684_000L, 1_772_500_000L)
            .map(t -> (Object) String.valueOf(t))
            .withoutEdgeCases());
  }

  private static Tuple2<Integer, Arbitrary<Object>> odd() {
    return Tuple.of(1, Arbitraries.oneOf(scalars(), arrays()));
  }

  private static Arbitrary<Object> nothing() {
    return Arbitraries.just(NULL);
  }

  private static Arbitrary<Object> words() {
    return Arbitraries.strings().ofMaxLength(12).map(EventParserPropertyTest::paired);
  }

  /** UTF-8 cannot contain unpaired surrogates; another test has them as escapes. */
  private static Object paired(String text) {
    return Utf8Text.wellFormed(text);
  }

  private static Arbitrary<Object> emails() {
    return Arbitraries.of(" Ana@Example.COM", "bo@b", "nobody", "x@", "@y.z", "İ@x.org", " ");
  }

  private static Arbitrary<Object> wholeNumbers() {
    return Arbitraries.bigIntegers().map(number -> number);
  }

  private static Arbitrary<BigDecimal> amounts() {
    return Arbitraries.bigDecimals()
        .between(new BigDecimal("-1000000"), new BigDecimal("1000000"))
        .ofScale(2);
  }

  private static Arbitrary<Object> scalars() {
    return Arbitraries.oneOf(
        words(), wholeNumbers(), amounts().map(a -> a), Arbitraries.of(true, false));
  }

  private static Arbitrary<Object> arrays() {
    Arbitrary<Object> inner = scalars().injectNull(0.1).list().ofMaxSize(2).map(list -> list);
    return Arbitraries.oneOf(scalars(), scalars(), inner).list().ofMaxSize(4).map(list -> list);
  }

  private static Arbitrary<Object> objects(String name) {
    return Arbitraries.oneOf(scalars(), arrays())
        .injectNull(0.1)
        .map(value -> Collections.singletonMap(name, value))
        .map(object -> object);
  }
}
