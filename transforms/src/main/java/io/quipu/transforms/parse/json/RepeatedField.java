package io.quipu.transforms.parse.json;

import com.fasterxml.jackson.core.JsonStreamContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A field that is twice in one object, so it is unknown which value is meant.
 *
 * @param names the names of the objects around it, then its own; arrays have no names
 * @param property whether it would be a property at least once
 */
record RepeatedField(List<String> names, boolean property) {
  /** How many characters of a name are shown, because the sender of an event chooses its length. */
  private static final int MAX_SHOWN = 100;

  /**
   * Returns the field at the parser's position: at its name, or at an object or array that is its
   * value.
   *
   * @param property whether it would be a property at least once
   */
  static RepeatedField at(JsonStreamContext position, boolean property) {
    Deque<String> names = new ArrayDeque<>();
    for (JsonStreamContext at = position; at != null; at = at.getParent()) {
      if (at.inObject() && at.hasCurrentName()) {
        names.addFirst(at.getCurrentName());
      }
    }
    return new RepeatedField(List.copyOf(names), property);
  }

  Refusal refusal() {
    return new Refusal(
        "duplicate-field",
        "The field '" + shown() + "' is there twice in one object; send each field once.");
  }

  /** Returns the names in the catalog's syntax. */
  String path() {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(text.isEmpty() ? "" : ".");
      text.append(name.replace("\\", "\\\\").replace(".", "\\."));
    }
    return text.toString();
  }

  /** Returns the path without control characters, which could disturb a terminal or a log. */
  private String shown() {
    StringBuilder text = new StringBuilder(path());
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        text.setCharAt(i, '\uFFFD');
      }
    }
    boolean isLong = text.length() > MAX_SHOWN;
    return Utf8Text.wellFormed(isLong ? text.substring(0, MAX_SHOWN) + "..." : text.toString());
  }
}
