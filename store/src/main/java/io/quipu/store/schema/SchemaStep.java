package io.quipu.store.schema;

import java.util.List;

/**
 * What leads from one version of the tables to the next.
 *
 * @param version the version that the tables have afterwards
 * @param statements CQL in the order in which it is run; each may be run again without harm
 */
public record SchemaStep(int version, List<String> statements) {
  public SchemaStep {
    statements = List.copyOf(statements);
  }
}
