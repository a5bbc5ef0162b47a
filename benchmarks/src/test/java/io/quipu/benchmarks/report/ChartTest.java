package io.quipu.benchmarks.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {
  @Test
  void barsAreAsLongAsTheirNumbers() throws Exception {
    Document svg =
        parse(new BarChart("a < b & c").add("one", 30).add("two", 60).svg(List.of("note")));

    List<Double> widths = new ArrayList<>();
    NodeList bars = svg.getElementsByTagName("rect");
    // The first rectangle is the background.
    for (int i = 1; i < bars.getLength(); i++) {
      widths.add(Double.parseDouble(((Element) bars.item(i)).getAttribute("width")));
    }
    assertThat(widths.size(), is(2));
    assertThat(widths.get(1), closeTo(2 * widths.get(0), 0.2));
    assertThat(svg.getElementsByTagName("text").item(0).getTextContent(), equalTo("a < b & c"));
  }

  @Test
  void eachPointOfALineIsDrawn() throws Exception {
    LineChart chart = new LineChart("us", "keys");
    chart.add("a", 1, 5).add("a", 1000, 50_000).add("b", 30, 0.5);

    Document svg = parse(chart.svg(List.of("note")));

    assertThat(svg.getElementsByTagName("circle").getLength(), is(3));
    assertThat(svg.getElementsByTagName("polyline").getLength(), is(2));
  }

  @Test
  void axesHaveRoundNumbers() {
    assertThat(Scale.of(List.of(0.0, 9.3)).ticks(), contains(0.0, 2.0, 4.0, 6.0, 8.0, 10.0));
    assertThat(Scale.of(List.of(7.0, 900.0)).ticks(), contains(1.0, 10.0, 100.0, 1000.0));
    assertThat(Scale.of(List.of(1.0, 100.0)).at(10), closeTo(0.5, 1e-9));
  }

  @Test
  void axesWorkWithoutNumbersAndWithOne() {
    assertThat(Scale.of(List.of()).at(0.5), closeTo(0.5, 1e-9));
    assertThat(Scale.of(List.of(0.0)).at(0), closeTo(0, 1e-9));
  }

  @Test
  void numbersAreShort() {
    assertThat(
        List.of(0.0, 0.25, 12.5, 9999.0, 75_000.0, 1_250_000.0, 2e9).stream()
            .map(Scale::label)
            .toList(),
        contains("0", "0.25", "12.5", "9999", "75k", "1.25M", "2G"));
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }
}
