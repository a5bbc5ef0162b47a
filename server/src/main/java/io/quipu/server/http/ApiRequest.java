package io.quipu.server.http;

import io.quipu.server.csv.CsvCells;
import io.quipu.server.keys.Access;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/** One request of a route: its parameters, its body, and who asks. */
public final class ApiRequest {
  private final Route route;
  private final Map<String, String> path;
  private final Map<String, List<String>> query;
  private final Access access;
  private final String accept;
  private final byte[] body;

  /**
   * A call.
   *
   * @param accept the media types that the client takes, as it says so
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
                + "' here; there are: "
                + String.join(", ", route.queryNames().stream().sorted().toList())
                + ".");
      }
    }
  }

  /** What an address says. */
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
   * @throws Problem if it stands more than once
   */
  public Optional<String> query(String name) {
    List<String> all = all(name);
    if (all.size() > 1) {
      throw Problem.ofParameter(name, name + " stands more than once; give it once.");
    }
    return all.stream().findFirst();
  }

  /** All values of a parameter of the query, in the order in which they were given. */
  public List<String> all(String name) {
    return query.getOrDefault(name, List.of());
  }

  /**
   * A parameter that has to be there.
   *
   * @throws Problem if it is not
   */
  public String required(String name) {
    return query(name)
        .orElseThrow(
            () -> Problem.ofParameter(name, name + " is missing; add " + name + "= to the query."));
  }

  /**
   * A whole number between 1 and a largest one.
   *
   * @throws Problem if it is none
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
   * How the client wants CSV, which it says by format=csv, format=spreadsheet or in its Accept
   * header; none if it wants JSON.
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
   * The body.
   *
   * @throws Problem if it is no JSON of that kind
   */
  public <T> T body(Class<T> type) {
    if (body.length == 0) {
      throw Problem.of(
          HttpStatus.BAD_REQUEST_400, "The body is empty; send the question as a JSON object.");
    }
    return JsonRecords.read(body, type);
  }

  /** What tells this question from others: equal ones have equal answers at equal times. */
  public String question() {
    StringBuilder question = new StringBuilder(route.path());
    path.forEach((name, value) -> append(question, name, value));
    query.forEach((name, values) -> values.forEach(value -> append(question, name, value)));
    return question.append(new String(body, StandardCharsets.UTF_8)).toString();
  }

  /** With its length, so that no two questions look alike. */
  private static void append(StringBuilder to, String name, String value) {
    to.append('|').append(name).append('=').append(value.length()).append(':').append(value);
  }
}
