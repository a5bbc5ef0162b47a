package io.quipu.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chart of lines through points. An axis is logarithmic if its numbers differ by a factor of 20
 * or more.
 */
public final class LineChart implements Chart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 540;
  private static final int LEFT = 90;
  private static final int RIGHT = 250;
  private static final int TOP = 60;
  private static final int BOTTOM = 110;
  private static final String GRID = "#dddddd";

  private final String title;
  private final String across;
  private final Map<String, List<double[]>> lines = new LinkedHashMap<>();

  /**
   * @param title the quantity of the vertical axis, and its unit
   * @param across the quantity of the horizontal axis, and its unit
   */
  public LineChart(String title, String across) {
    this.title = title;
    this.across = across;
  }

  /** Adds a point to a line, to the right of the point before. */
  public LineChart add(String line, double x, double y) {
    lines.computeIfAbsent(line, name -> new ArrayList<>()).add(new double[] {x, y});
    return this;
  }

  @Override
  public String svg(List<String> notes) {
    Svg svg = new Svg(WIDTH, HEIGHT);
    svg.text(20, 32, 18, Svg.Anchor.START, title);
    Scale x = scale(0);
    Scale y = scale(1);
    for (double tick : x.ticks()) {
      svg.line(x(x, tick), TOP, x(x, tick), HEIGHT - BOTTOM, GRID);
      svg.text(x(x, tick), HEIGHT - BOTTOM + 18, 12, Svg.Anchor.MIDDLE, Scale.label(tick));
    }
    for (double tick : y.ticks()) {
      svg.line(LEFT, y(y, tick), WIDTH - RIGHT, y(y, tick), GRID);
      svg.text(LEFT - 8, y(y, tick) + 4, 12, Svg.Anchor.END, Scale.label(tick));
    }
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 68, 13, Svg.Anchor.MIDDLE, across);
    int number = 0;
    for (Map.Entry<String, List<double[]>> line : lines.entrySet()) {
      draw(svg, line, number, x, y);
      number++;
    }
    return svg.notes(notes).toString();
  }

  private static void draw(
      Svg svg, Map.Entry<String, List<double[]>> line, int number, Scale x, Scale y) {
    String colour = Svg.colour(number);
    List<double[]> points =
        line.getValue().stream()
            .map(point -> new double[] {x(x, point[0]), y(y, point[1])})
            .toList();
    svg.path(points, colour);
    points.forEach(point -> svg.dot(point[0], point[1], colour));
    double legend = TOP + 8 + 22.0 * number;
    svg.bar(WIDTH - RIGHT + 18, legend - 9, 12, 12, colour);
    svg.text(WIDTH - RIGHT + 36, legend + 2, 13, Svg.Anchor.START, line.getKey());
  }

  private Scale scale(int coordinate) {
    return Scale.of(
        lines.values().stream().flatMap(List::stream).map(point -> point[coordinate]).toList());
  }

  private static double x(Scale scale, double value) {
    return LEFT + (WIDTH - RIGHT - LEFT) * scale.at(value);
  }

  private static double y(Scale scale, double value) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * scale.at(value);
  }
}
