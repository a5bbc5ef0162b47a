package io.quipu.benchmarks.report;

import java.util.List;

/** A chart of figures. */
public interface Chart {
  /**
   * An SVG document.
   *
   * @param notes lines in small type below the chart
   */
  String svg(List<String> notes);
}
