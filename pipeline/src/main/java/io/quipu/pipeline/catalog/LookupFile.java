package io.quipu.pipeline.catalog;

import io.quipu.io.lookups.ReferenceFile;
import io.quipu.model.catalog.ReferenceSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** A reference data file of a lookup, and the columns that the catalog needs from it. */
final class LookupFile {
  private final String lookup;
  private final Node node;
  private final ReferenceSource.File source;
  private final List<Asked> asked = new ArrayList<>();

  private record Asked(Node node, String column) {}

  /**
   * @param node where the catalog names the file
   */
  LookupFile(String lookup, Node node, ReferenceSource.File source) {
    this.lookup = lookup;
    this.node = node;
    this.source = source;
  }

  /** Notes that the catalog needs a column. */
  void ask(Node where, String column) {
    asked.add(new Asked(where, column));
  }

  /** Reads all of the file, and notes each wrong line and each missing column. */
  void check(List<String> keyColumns, CatalogProblems problems) {
    List<String> columns =
        Stream.concat(keyColumns.stream(), asked.stream().map(Asked::column)).distinct().toList();
    try {
      ReferenceFile.Report report = new ReferenceFile(source, keyColumns, columns).check();
      checkColumns(report.header(), problems);
      for (ReferenceFile.Mistake mistake : report.mistakes()) {
        problems.add(source.path(), (int) mistake.line(), mistake.message());
      }
      if (report.untold() > 0) {
        problems.add(
            node,
            "The file of the lookup '"
                + lookup
                + "' has "
                + report.untold()
                + " more lines that are wrong; fix the first ones and check again.");
      }
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          node,
          "The file of the lookup '"
              + lookup
              + "' cannot be read ("
              + e.getMessage()
              + "); check its path and its rights.");
    }
  }

  private void checkColumns(List<String> header, CatalogProblems problems) {
    // Without a header, each line names its own columns.
    if (header.isEmpty()) {
      return;
    }
    List<String> known = header.stream().filter(name -> !name.isEmpty()).toList();
    for (Asked one : asked) {
      if (!known.contains(one.column())) {
        problems.add(
            one.node(),
            "The file of the lookup '"
                + lookup
                + "' has no column '"
                + one.column()
                + "'; "
                + SpellingGuess.suggest(one.column(), known));
      }
    }
  }
}
