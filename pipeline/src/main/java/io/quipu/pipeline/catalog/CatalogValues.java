package io.quipu.pipeline.catalog;

import io.quipu.model.calendar.ZoneNames;
import io.quipu.model.catalog.FieldPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads single values of a catalog. It notes each wrong value and replaces it by a valid one, so
 * that the check continues.
 */
public final class CatalogValues {
  /** The most bytes of a name in UTF-8. */
  static final int MAX_NAME = 256;

  private static final int MAX_ENTRIES = 100_000;

  /** Offsets from UTC, which Java accepts as time zones. */
  private static final String OFFSET = "[Zz]|UT|(UTC|GMT|UT)?[+-][0-9:]+";

  private static final FieldPath SOME_FIELD = FieldPath.of("field");

  private final CatalogProblems problems;
  private int entries;

  public CatalogValues(CatalogProblems problems) {
    this.problems = problems;
  }

  public CatalogProblems problems() {
    return problems;
  }

  /**
   * Counts the entries that are read, aliases at each use, so that a small file cannot expand
   * without limit.
   */
  void spend(Node node, int count) {
    entries += count;
    if (entries > MAX_ENTRIES) {
      problems.add(
          node,
          "The catalog has more than "
              + MAX_ENTRIES
              + " entries once its aliases are unfolded; write a smaller one.");
      throw new TooLargeException();
    }
  }

  /** Thrown if the aliases of a catalog expand to too many entries. */
  static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Returns a text that is not empty. */
  public String text(Node node, String what) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(node, what + " must be a text.");
      return "text";
    }
    if (scalar.getValue().isBlank() || Tag.NULL.equals(scalar.getTag())) {
      problems.add(node, what + " is empty; write a text.");
      return "text";
    }
    return scalar.getValue();
  }

  /** Returns a name: a text without control characters that is not too long. */
  public String name(Node node, String what) {
    String name = text(node, what);
    if (name.chars().anyMatch(Character::isISOControl)) {
      problems.add(node, what + " has a control character; leave it out.");
    }
    if (!name.equals(name.strip())) {
      problems.add(node, what + " begins or ends with a space; leave it out.");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
      problems.add(node, what + " is longer than " + MAX_NAME + " bytes; shorten it.");
    }
    return name;
  }

  /** Returns the meaning of one of a few words. */
  public <T> T word(Node node, String what, Map<String, T> words, T instead) {
    String word = text(node, what);
    T found = words.get(word);
    if (found == null && node instanceof ScalarNode) {
      problems.add(
          node, what + " cannot be '" + word + "'; " + SpellingGuess.suggest(word, words.keySet()));
    }
    return found == null ? instead : found;
  }

  boolean truth(Node node, String what) {
    return word(node, what, Map.of("true", true, "false", false), true);
  }

  public int wholeNumber(Node node, String what, int least, int most) {
    String text = text(node, what);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    problems.add(node, what + " must be a whole number from " + least + " to " + most + ".");
    return least;
  }

  FieldPath field(Node node, String what) {
    String text = name(node, what);
    try {
      return FieldPath.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(
          node,
          what
              + " is no field; write its name, or the names of the objects around it and its own"
              + " with dots between them, as in client.browser.");
      return SOME_FIELD;
    }
  }

  ZoneId zone(Node node, String what) {
    String text = text(node, what);
    return ZoneNames.find(text)
        .orElseGet(
            () -> {
              problems.add(node, what + " '" + text + "' " + wrongZone(text));
              return ZoneNames.UTC;
            });
  }

  private static String wrongZone(String text) {
    if (text.matches(OFFSET)) {
      return "is an offset from UTC, not a zone; "
          + ZoneNames.ofOffset(text)
              .map(name -> "write '" + name + "' for this clock all year, or")
              .orElse("write")
          + " a place's name in the IANA database, as in Europe/London.";
    }
    return "does not exist; "
        + SpellingGuess.suggest(text, ZoneId.getAvailableZoneIds())
        + " Names are those of the IANA database, as in Europe/London.";
  }

  /** Returns a duration of at least a second and at most 366 days: a whole number and its unit. */
  Duration duration(Node node, String what) {
    String text = text(node, what);
    Map<String, Integer> seconds = Map.of("s", 1, "m", 60, "h", 3600, "d", 86_400);
    Integer unit = seconds.get(text.substring(text.length() - 1));
    if (unit != null) {
      try {
        long number = Long.parseLong(text.substring(0, text.length() - 1).strip());
        if (number > 0 && number <= 366L * 86_400 / unit) {
          return Duration.ofSeconds(number * unit);
        }
      } catch (NumberFormatException e) {
        // Reported below, like a duration out of range.
      }
    }
    problems.add(
        node, what + " must be a duration from 1s to 366d; write 30s, 10m, 12h or 1d, say.");
    return Duration.ofMinutes(1);
  }

  /** Returns a list of different words; a single word is a list of one. */
  Collection<Node> list(Node node, String what) {
    if (node instanceof ScalarNode) {
      return List.of(node);
    }
    if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
      problems.add(node, what + " must be a list with at least one element, as in [a, b].");
      return List.of();
    }
    spend(node, sequence.getValue().size());
    List<Node> different = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Node element : sequence.getValue()) {
      if (element instanceof ScalarNode scalar && !seen.add(scalar.getValue())) {
        problems.add(
            element, what + " names '" + scalar.getValue() + "' twice; remove one of them.");
      } else {
        different.add(element);
      }
    }
    return different;
  }
}
