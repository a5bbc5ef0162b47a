package io.quipu.pipeline.catalog;

/**
 * A mistake in a catalog, or in a file of reference data that it names.
 *
 * @param file the path of the catalog as given, or of the file that the catalog names
 * @param line the line, from 1
 * @param column the column, from 1
 * @param message what is wrong and how to fix it
 */
public record CatalogProblem(String file, int line, int column, String message) {

  /** Returns the problem in the format of compilers: {@code file:line:column: message}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message;
  }
}
