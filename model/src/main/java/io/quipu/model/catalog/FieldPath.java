package io.quipu.model.catalog;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The path to a field in an event: the names of the enclosing objects, then the field's own name.
 *
 * <p>In text, dots separate the names, as in {@code client.browser}. A backslash escapes a dot or a
 * backslash in a name, as in {@code utm\.source}.
 *
 * @param names at least one name, none of them empty
 */
public record FieldPath(List<String> names) implements Serializable {
  public FieldPath {
    names = List.copyOf(names);
    if (names.isEmpty() || names.contains("")) {
      throw new IllegalArgumentException(
          "A field needs a name; in a nested one, as in client.browser, no part may be empty.");
    }
  }

  /** A path with these names, the outermost object first. */
  public static FieldPath of(String... names) {
    return new FieldPath(List.of(names));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if a name is empty
   */
  public static FieldPath parse(String text) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        names.add(name.toString());
        name.setLength(0);
      } else {
        boolean escape = c == '\\' && i + 1 < text.length();
        name.append(escape ? text.charAt(++i) : c);
      }
    }
    names.add(name.toString());
    return new FieldPath(names);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(text.isEmpty() ? "" : ".");
      text.append(name.replace("\\", "\\\\").replace(".", "\\."));
    }
    return text.toString();
  }
}
