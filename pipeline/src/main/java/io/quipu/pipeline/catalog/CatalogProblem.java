package io.quipu.pipeline.catalog;

/**
 * A mistake in a catalog, or in a file of reference data that it names.
 *
 * @param file the catalog's file as it was named, or the path of the file that the catalog names
 * @param line the line, from 1
 * @param column the column, from 1
 * @param message what is wrong and what would be right
 */
public record CatalogProblem(String file, int line, int column, String message) {

  /** As compilers write it: {@code file:line:column: message}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message;
  }
}
