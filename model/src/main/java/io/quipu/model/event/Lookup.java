package io.quipu.model.event;

import java.io.Serializable;
import java.util.List;

/**
 * A lookup of reference data that an event needs: a table and a key.
 *
 * @param table the name of the catalog's lookup
 * @param key the values of the lookup's key columns, in their order
 */
public record Lookup(String table, List<String> key) implements Serializable {
  public Lookup {
    key = List.copyOf(key);
  }
}
