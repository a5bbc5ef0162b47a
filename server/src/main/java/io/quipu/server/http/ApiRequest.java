package io.quipu.server.http;

import io.quipu.server.csv.CsvCells;
import io.quipu.server.keys.Access;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/** One request to a route: its parameters, its body, and the access of the client. */
public final class ApiRequest {
  private final Route route;
  private final Map<String, String> path;
  private final Map<String, List<String>> query;
  private final Access access;
  private final String accept;
  private final byte[] body;

  /**
   * Makes a request.
   *
   * @param accept the media types that the client accepts, from its Accept header
   * @throws Problem if it has parameters that the route does not know
   */
  ApiRequest(Route route, Names names, Access access, String accept, byte[] body) {
    this.route = route;
    this.path = names.path();
    this.query = names.query();
    this.access = access;
    this.accept = accept;
    this.body = body;
    for (String name : query.keySet()) {
      if (!route.queryNames().contains(name)) {
        throw Problem.ofParameter(
            name,
            "There is no parameter '"
                + name
                + "' here; the parameters are: "
                + String.join(", ", route.queryNames().stream().sorted().toList())
                + ".");
      }
    }
  }

  /** The parameters in a URL: those of the path and those of the query. */
  record Names(Map<String, String> path, Map<String, List<String>> query) {}

  public Access access() {
    return access;
  }

  /** A parameter of the path. */
  public String path(String name) {
    return Objects.requireNonNull(path.get(name), name);
  }

  /**
   * A parameter of the query.
   *
   * @throws Problem if it is given more than once
   */
  public Optional<String> query(String name) {
    List<String> all = all(name);
    if (all.size() > 1) {
      throw Problem.ofParameter(name, name + " is given more than once; give it once.");
    }
    return all.stream().findFirst();
  }

  /** All values of a parameter of the query, in the order in which they were given. */
  public List<String> all(String name) {
    return query.getOrDefault(name, List.of());
  }

  /**
   * A required parameter of the query.
   *
   * @throws Problem if it is missing
   */
  public String required(String name) {
    return query(name)
        .orElseThrow(
            () -> Problem.ofParameter(name, name + " is missing; add " + name + "= to the query."));
  }

  /**
   * A parameter that is a whole number from 1 to {@code largest}.
   *
   * @throws Problem if it is no such number
   */
  public int number(String name, int otherwise, int largest) {
    Optional<String> text = query(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    String range = "; it must be a whole number from 1 to " + largest + ".";
    try {
      int number = Integer.parseInt(text.get());
      if (number >= 1 && number <= largest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Then it is refused below.
    }
    throw Problem.ofParameter(name, name + " is '" + text.get() + "'" + range);
  }

  /**
   * The kind of CSV that the client asks for, by format=csv, format=spreadsheet or its Accept
   * header. Empty if it asks for JSON.
   */
  public Optional<CsvCells> csv() {
    Optional<String> format = query("format");
    if (format.isPresent()) {
      return switch (format.get()) {
        case "csv" -> Optional.of(CsvCells.EXACT);
        case "spreadsheet" -> Optional.of(CsvCells.SPREADSHEET);
        case "json" -> Optional.empty();
        default ->
            throw Problem.ofParameter(
                "format", "format is '" + format.get() + "'; it must be json, csv or spreadsheet.");
      };
    }
    int csv = accept.indexOf(Reply.CSV);
    int json = accept.indexOf(Reply.JSON);
    return csv >= 0 && (json < 0 || csv < json) ? Optional.of(CsvCells.EXACT) : Optional.empty();
  }

  /**
   * The body, read as JSON.
   *
   * @throws Problem if it is empty, or not JSON of this type
   */
  public <T> T body(Class<T> type) {
    if (body.length == 0) {
      throw Problem.of(
          HttpStatus.BAD_REQUEST_400, "The body is empty; send the question as a JSON object.");
    }
    return JsonRecords.read(body, type);
  }

  /** A text that identifies the question: equal questions have equal answers at the same time. */
  public String question() {
    StringBuilder question = new StringBuilder(route.path());
    path.forEach((name, value) -> append(question, name, value));
    query.forEach((name, values) -> values.forEach(value -> append(question, name, value)));
    return question.append(new String(body, StandardCharsets.UTF_8)).toString();
  }

  /** Writes the length of the value too, so that different questions have different texts. */
  private static void append(StringBuilder to, String name, String value) {
    to.append('|').append(name).append('=').append(value.length()).append(':').append(value);
  }
}
