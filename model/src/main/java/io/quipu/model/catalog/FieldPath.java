package io.quipu.model.catalog;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a field is in an event: the names of the objects around it, then its own.
 *
 * <p>As text the names stand with dots between them, {@code client.browser}; a dot or a backslash
 * that belongs to a name has a backslash before it, {@code utm\.source}.
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

  /** The path of names, from the outermost object. */
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
