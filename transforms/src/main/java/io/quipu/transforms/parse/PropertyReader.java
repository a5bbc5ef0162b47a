package io.quipu.transforms.parse;

import io.quipu.model.catalog.AmountSource;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.DimensionSource;
import io.quipu.model.catalog.EventFields;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.event.EventBuilder;
import io.quipu.transforms.parse.json.FieldValues;
import io.quipu.transforms.parse.json.ScalarFields;
import io.quipu.transforms.parse.json.Utf8Text;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the fields that a statistic does not name into dimensions. */
final class PropertyReader {
  /** The most bytes of a property's name, in UTF-8. */
  static final int MAX_NAME = 256;

  private final int limit;
  private final Set<String> declared = new HashSet<>();

  PropertyReader(StatisticDefinition definition, EventFields event) {
    limit = definition.propertyLimit();
    declare(event.company());
    declare(event.customer());
    declare(event.email());
    declare(event.type());
    declare(event.time());
    declare(event.id());
    for (DimensionDefinition dimension : definition.dimensions()) {
      declared.add(dimension.name());
      declare(path(dimension.source()));
    }
    for (AmountSource amount : definition.amounts()) {
      declare(amount instanceof AmountSource.Field field ? field.path() : null);
    }
  }

  /**
   * Returns the names that cannot be properties: declared dimensions and fields that the catalog
   * names.
   */
  Set<String> declared() {
    return declared;
  }

  /**
   * Adds the properties to an event, in the order of the record, up to the limit.
   *
   * @return how many properties were left out, because they were too many or too long
   */
  int read(FieldValues values, EventBuilder event) {
    if (limit == 0) {
      return 0;
    }
    int added = 0;
    int leftOut = 0;
    for (int i = 0; i < values.properties(); i++) {
      String name = values.propertyName(i);
      if (!declared.contains(name)) {
        if (added < limit && isName(name) && isValue(values.propertyValue(i))) {
          event.value(name, values.propertyValue(i));
          added++;
        } else {
          leftOut++;
        }
      }
    }
    return leftOut;
  }

  private void declare(@Nullable FieldPath path) {
    if (path != null) {
      declared.add(path.toString());
    }
  }

  private static @Nullable FieldPath path(DimensionSource source) {
    if (source instanceof DimensionSource.Field field) {
      return field.path();
    }
    if (source instanceof DimensionSource.Each each) {
      return each.path();
    }
    return source instanceof DimensionSource.EmailDomain email ? email.path() : null;
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && !Utf8Text.isLonger(name, MAX_NAME)
        && name.chars().noneMatch(Character::isISOControl);
  }

  private static boolean isValue(String value) {
    return !Utf8Text.isLonger(value, ScalarFields.MAX_VALUE);
  }
}
