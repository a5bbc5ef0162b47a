package io.quipu.cli.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A formula such as {@code min(profiles * share, events) / 2}: names, numbers, the operators {@code
 * + - * / ^} between spaces, parentheses, and the functions min, max, ceil, exp, given and
 * distinct. The text that is shown is also the text that is calculated. Immutable.
 */
final class Formula {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*([a-z][a-z0-9]*(?:-[a-z0-9]+)*|[0-9][0-9.]*|[-+*/^(),])");

  private static final Map<String, ToDoubleFunction<double[]>> FUNCTIONS =
      Map.of(
          "min", of -> Math.min(of[0], of[1]),
          "max", of -> Math.max(of[0], of[1]),
          "given", of -> of[0] == 0 ? of[1] : of[0],
          "ceil", of -> Math.ceil(of[0]),
          "exp", of -> Math.exp(of[0]),
          "distinct", of -> distinct(of[0], of[1]));

  private final String text;
  private final List<String> tokens;

  private Formula(String text, List<String> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  /**
   * @throws IllegalArgumentException if the text has a character that no formula has
   */
  static Formula of(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!token.find(end) || token.start() != end) {
        throw new IllegalArgumentException("The formula '" + text + "' cannot be read.");
      }
      tokens.add(token.group(1));
      end = token.end();
    }
    return new Formula(text, tokens);
  }

  /** The names in the formula, without functions. */
  List<String> names() {
    return tokens.stream().filter(Formula::isName).distinct().toList();
  }

  /** The text of the formula, with each name replaced. */
  String with(UnaryOperator<String> numbers) {
    return TOKEN
        .matcher(text)
        .replaceAll(
            found ->
                isName(found.group(1))
                    ? Matcher.quoteReplacement(
                        found.group().replace(found.group(1), numbers.apply(found.group(1))))
                    : Matcher.quoteReplacement(found.group()));
  }

  /**
   * Calculates the value.
   *
   * @throws IllegalArgumentException if a name is not known, or the text is not a formula
   */
  double value(Map<String, Double> known) {
    Reading reading = new Reading(known);
    double value = reading.sum();
    if (reading.at < tokens.size()) {
      throw reading.wrong();
    }
    return value;
  }

  @Override
  public String toString() {
    return text;
  }

  /**
   * Estimates how many different things are drawn out of {@code of} things. The k-th thing has the
   * share 1 / (k H) of the draws, where H is the sum of all 1 / k. With x = draws / H, the first x
   * things have at least one draw each. The others add x ln(of / x).
   */
  private static double distinct(double draws, double of) {
    double eulers = 0.5772;
    double x = draws / (Math.log(of) + eulers);
    double found = x < of ? x * (1 + Math.log(of / x)) : of;
    return Math.min(draws, Math.min(of, found));
  }

  private static boolean isName(String token) {
    return Character.isLetter(token.charAt(0)) && !FUNCTIONS.containsKey(token);
  }

  /** A recursive-descent parser with one method for each precedence of operators. */
  private final class Reading {
    private final Map<String, Double> known;
    private int at;

    Reading(Map<String, Double> known) {
      this.known = known;
    }

    double sum() {
      double value = product();
      while (true) {
        if (take("+")) {
          value += product();
        } else if (take("-")) {
          value -= product();
        } else {
          return value;
        }
      }
    }

    private double product() {
      double value = power();
      while (true) {
        if (take("*")) {
          value *= power();
        } else if (take("/")) {
          value /= power();
        } else {
          return value;
        }
      }
    }

    private double power() {
      double value = single();
      return take("^") ? Math.pow(value, power()) : value;
    }

    private double single() {
      if (take("(")) {
        double value = sum();
        require(")");
        return value;
      }
      if (at >= tokens.size()) {
        throw wrong();
      }
      String token = tokens.get(at++);
      if (FUNCTIONS.containsKey(token)) {
        return FUNCTIONS.get(token).applyAsDouble(arguments());
      }
      if (isName(token)) {
        return named(token);
      }
      if (!Character.isDigit(token.charAt(0))) {
        throw wrong();
      }
      return Double.parseDouble(token);
    }

    private double named(String name) {
      Double value = known.get(name);
      if (value == null) {
        throw new IllegalArgumentException(
            "The formula '" + text + "' needs " + name + ", which is not known there.");
      }
      return value;
    }

    private double[] arguments() {
      List<Double> arguments = new ArrayList<>();
      require("(");
      do {
        arguments.add(sum());
      } while (take(","));
      require(")");
      return arguments.stream().mapToDouble(argument -> argument).toArray();
    }

    private boolean take(String token) {
      if (at < tokens.size() && tokens.get(at).equals(token)) {
        at++;
        return true;
      }
      return false;
    }

    private void require(String token) {
      if (!take(token)) {
        throw wrong();
      }
    }

    private IllegalArgumentException wrong() {
      return new IllegalArgumentException("The formula '" + text + "' is not valid.");
    }
  }
}
