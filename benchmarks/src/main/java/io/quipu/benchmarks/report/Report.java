package io.quipu.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The report of a benchmark. {@link #finish} prints the text, and writes the figures to {@code
 * benchmarks/target/bench-NAME.json} and the chart to {@code bench-NAME.svg}, each with the
 * machine's description.
 */
public final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String name;
  private final PrintWriter out;
  private final Machine machine;
  private final StringBuilder text = new StringBuilder();
  private final ObjectNode figures = JSON.createObjectNode();
  private @Nullable Chart chart;

  private Report(String name, PrintWriter out, Machine machine) {
    this.name = name;
    this.out = out;
    this.machine = machine;
  }

  /** An empty report of the benchmark that is being run. */
  public static Report of(CommandSpec command) {
    var called = command.root().commandLine().getParseResult().originalArgs();
    return new Report(
        command.name(),
        command.commandLine().getOut(),
        Machine.here("./quipu bench " + String.join(" ", called)));
  }

  /**
   * Checks an option of the benchmark.
   *
   * @param otherwise the message if {@code right} is false
   * @throws ParameterException if {@code right} is false
   */
  public static void require(CommandSpec command, boolean right, String otherwise) {
    if (!right) {
      throw new ParameterException(command.commandLine(), otherwise);
    }
  }

  /** A number as a table shows it, in the same form in every locale. */
  public static String number(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }

  /** The folder of all reports; creates it if needed. */
  public static Path folder() throws IOException {
    return Files.createDirectories(
        Path.of(System.getProperty("quipu.home", "."), "benchmarks", "target"));
  }

  /** The figures of a benchmark's latest report, or null before the first one. */
  public static @Nullable JsonNode latest(String name) throws IOException {
    Path json = folder().resolve("bench-" + name + ".json");
    return Files.exists(json) ? JSON.readTree(json.toFile()) : null;
  }

  /** Adds lines to the printed text; each must end with a line separator. */
  public Report text(Object lines) {
    text.append(lines);
    return this;
  }

  /** Adds a line to the printed text. */
  public Report line(String line) {
    return text(line + System.lineSeparator());
  }

  /** Adds a figure to the JSON file: any object that Jackson can convert to JSON. */
  public Report figure(String key, Object value) {
    figures.set(key, JSON.valueToTree(value));
    return this;
  }

  /** Sets the chart. */
  public Report chart(Chart picture) {
    chart = picture;
    return this;
  }

  /** Prints the text and writes the files. */
  public void finish() throws IOException {
    Path json = folder().resolve("bench-" + name + ".json");
    figures.set("machine", JSON.valueToTree(machine));
    JSON.writeValue(json.toFile(), figures);
    out.print(text);
    out.println();
    out.println("Measured on " + machine.line());
    out.println("by " + machine.command());
    out.println("The same as JSON: " + json);
    if (chart != null) {
      Path svg = folder().resolve("bench-" + name + ".svg");
      Files.writeString(svg, chart.svg(List.of(machine.command(), machine.line())));
      out.println("As a picture: " + svg);
    }
    out.flush();
  }
}
