package io.quipu.pipeline.catalog;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.catalog.Catalog;
import java.nio.file.Path;
import java.util.List;

/** Loads catalogs from their text, as if they were in a folder. */
record TestCatalogs(Path folder) {
  /** The part that every catalog needs before its statistics. */
  static final String HEAD =
      """
      version: 1
      event: {company: c, customer: u, type: t, time: {field: at, unit: millis}}
      """;

  /** The smallest catalog. */
  static final String MINIMAL = HEAD + "statistics: {open: {events: open}}\n";

  Catalog load(String text) throws CatalogException {
    return CatalogFile.load(text, "catalog.yaml", folder);
  }

  /** The mistakes of a catalog that has some. */
  List<String> problems(String text) {
    CatalogException e = assertThrows(CatalogException.class, () -> load(text));
    return e.problems().stream().map(CatalogProblem::toString).toList();
  }
}
