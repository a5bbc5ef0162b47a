package io.quipu.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A chart of horizontal bars, each with its number. */
public final class BarChart implements Chart {
  private static final int WIDTH = 900;
  private static final int LEFT = 300;
  private static final int RIGHT = 110;
  private static final int TOP = 60;
  private static final int ROW = 28;

  private final String title;
  private final Map<String, Double> bars = new LinkedHashMap<>();

  /**
   * @param title the quantity that the bars show, and its unit
   */
  public BarChart(String title) {
    this.title = title;
  }

  /**
   * Adds a bar.
   *
   * @param value 0 or more
   */
  public BarChart add(String label, double value) {
    bars.put(label, value);
    return this;
  }

  @Override
  public String svg(List<String> notes) {
    Svg svg = new Svg(WIDTH, TOP + ROW * bars.size() + 60);
    svg.text(20, 32, 18, Svg.Anchor.START, title);
    double longest = bars.values().stream().mapToDouble(value -> value).max().orElse(0);
    int row = 0;
    for (Map.Entry<String, Double> bar : bars.entrySet()) {
      double y = TOP + ROW * (double) row;
      double width = longest > 0 ? (WIDTH - LEFT - RIGHT) * bar.getValue() / longest : 0;
      svg.text(LEFT - 10, y + 16, 13, Svg.Anchor.END, bar.getKey());
      svg.bar(LEFT, y + 2, width, ROW - 8, Svg.colour(0));
      svg.text(LEFT + width + 8, y + 16, 13, Svg.Anchor.START, Scale.label(bar.getValue()));
      row++;
    }
    return svg.notes(notes).toString();
  }
}
