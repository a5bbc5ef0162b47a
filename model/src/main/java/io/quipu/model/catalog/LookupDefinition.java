package io.quipu.model.catalog;

import java.io.Serializable;
import java.util.List;

/**
 * A lookup and where an event has its key.
 *
 * @param table what is looked up
 * @param keyFields the field that holds each of the table's key columns, in their order
 */
public record LookupDefinition(LookupTable table, List<FieldPath> keyFields)
    implements Serializable {
  public LookupDefinition {
    keyFields = List.copyOf(keyFields);
    if (keyFields.size() != table.keyColumns().size()) {
      throw new IllegalArgumentException(
          "The lookup '" + table.name() + "' needs a field for each column of its key.");
    }
  }
}
