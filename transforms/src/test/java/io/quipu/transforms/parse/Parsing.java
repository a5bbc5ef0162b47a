package io.quipu.transforms.parse;

import static io.quipu.transforms.parse.Catalogs.catalog;
import static io.quipu.transforms.parse.Catalogs.event;
import static io.quipu.transforms.parse.Catalogs.open;
import static io.quipu.transforms.parse.Catalogs.record;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.RawRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Parses one record in a test. */
final class Parsing {

  private Parsing() {}

  static Event parse(Catalog catalog, String payload) {
    ParseResult result = new EventParser(catalog).parse(record(payload));
    assertThat(String.valueOf(result.deadLetter()), result.events(), hasSize(1));
    return result.events().get(0);
  }

  static DeadLetter refuse(Catalog catalog, RawRecord record) {
    ParseResult result = new EventParser(catalog).parse(record);
    assertThat(result.events(), empty());
    return Objects.requireNonNull(result.deadLetter());
  }

  static String reason(Catalog catalog, String payload) {
    return refuse(catalog, record(payload)).reason();
  }

  static List<String> values(Event event) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < event.size(); i++) {
      values.add(event.dimension(i) + "=" + event.value(i));
    }
    return values;
  }

  static Catalog opens(DimensionDefinition... dimensions) {
    return catalog(open().setDimensions(List.of(dimensions)).build());
  }
}
