package io.quipu.benchmarks.report;

import java.util.List;

/** A picture of figures. */
public interface Chart {
  /**
   * An SVG document.
   *
   * @param notes lines that stand small below the picture
   */
  String svg(List<String> notes);
}
