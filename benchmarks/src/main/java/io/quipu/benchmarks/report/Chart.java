package io.quipu.benchmarks.report;

/** A picture of figures. */
public interface Chart {
  /**
   * An SVG document.
   *
   * @param note stands small below the picture, in one line
   */
  String svg(String note);
}
