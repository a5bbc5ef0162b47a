package io.quipu.pipeline.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Collects the mistakes of one catalog and of the files that it names. */
public final class CatalogProblems {
  private final String file;
  private final List<CatalogProblem> found = new ArrayList<>();

  /**
   * No mistakes yet.
   *
   * @param file the path of the catalog, for messages
   */
  public CatalogProblems(String file) {
    this.file = file;
  }

  /** Notes a mistake at a node. */
  public void add(Node node, String message) {
    Mark mark = node.getStartMark();
    add(mark.getLine() + 1, mark.getColumn() + 1, message);
  }

  /** Notes a mistake at a line and column, both from 1. */
  public void add(int line, int column, String message) {
    found.add(new CatalogProblem(file, line, column, message));
  }

  /** Notes a mistake in a line of another file, which the catalog names. */
  void add(String otherFile, int line, String message) {
    found.add(new CatalogProblem(otherFile, line, 1, message));
  }

  /** Notes a mistake of another file, which the catalog names. */
  void add(CatalogProblem problem) {
    found.add(problem);
  }

  /** Whether there is no mistake. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All mistakes, in the order of the lines. */
  public CatalogException toException() {
    List<CatalogProblem> sorted = new ArrayList<>(found);
    sorted.sort(
        Comparator.comparing((CatalogProblem problem) -> !problem.file().equals(file))
            .thenComparing(CatalogProblem::file)
            .thenComparingInt(CatalogProblem::line)
            .thenComparingInt(CatalogProblem::column));
    // A part that several aliases use is reported once.
    return new CatalogException(sorted.stream().distinct().toList());
  }
}
