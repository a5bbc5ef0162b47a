package io.quipu.pipeline.catalog;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown for a catalog with mistakes. The message names all of them. */
public final class CatalogException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<CatalogProblem> problems;

  CatalogException(List<CatalogProblem> problems) {
    super(problems.stream().map(CatalogProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /**
   * Returns all mistakes in the order of the lines, those of the catalog first; there is at least
   * one.
   */
  public List<CatalogProblem> problems() {
    return problems;
  }
}
