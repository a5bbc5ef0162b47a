package io.quipu.store.schema;

import java.util.List;

/**
 * The statements that update the tables from one version to the next.
 *
 * @param version the version that the tables have afterwards
 * @param statements CQL in the order of execution; each statement may run again without harm
 */
public record SchemaStep(int version, List<String> statements) {
  public SchemaStep {
    statements = List.copyOf(statements);
  }
}
