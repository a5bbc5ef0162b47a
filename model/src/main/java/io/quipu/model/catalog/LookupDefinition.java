package io.quipu.model.catalog;

import java.io.Serializable;
import java.util.List;

/**
 * A lookup table, and the event fields that hold its key.
 *
 * @param table the lookup table
 * @param keyFields the event fields, one for each key column of the table, in the same order
 */
public record LookupDefinition(LookupTable table, List<FieldPath> keyFields)
    implements Serializable {
  public LookupDefinition {
    keyFields = List.copyOf(keyFields);
    if (keyFields.size() != table.keyColumns().size()) {
      throw new IllegalArgumentException(
          "The lookup '"
              + table.name()
              + "' has "
              + keyFields.size()
              + " fields for the key columns "
              + table.keyColumns()
              + "; give one field for each column.");
    }
  }
}
