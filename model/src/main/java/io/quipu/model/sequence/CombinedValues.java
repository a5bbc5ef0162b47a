package io.quipu.model.sequence;

import java.util.List;

/**
 * The name of the dimension of several carried values together, and its values.
 *
 * <p>The dimension joins the names with a plus sign: {@code read.campaign+bought.item}. Its value
 * is a JSON array of texts, such as {@code ["Spring sale","charger"]}. One carried value alone is
 * as it is.
 */
public final class CombinedValues {
  private CombinedValues() {}

  /** The name of the dimension; empty for no dimensions. */
  public static String dimension(List<String> dimensions) {
    return String.join("+", dimensions);
  }

  /** The value for one value of each dimension. */
  public static String value(List<String> values) {
    if (values.size() < 2) {
      return values.isEmpty() ? "" : values.get(0);
    }
    StringBuilder json = new StringBuilder("[");
    for (String value : values) {
      json.append(json.length() == 1 ? "" : ",").append('"');
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '"' || c == '\\') {
          json.append('\\').append(c);
        } else if (c < ' ') {
          json.append(String.format("\\u%04x", (int) c));
        } else {
          json.append(c);
        }
      }
      json.append('"');
    }
    return json.append(']').toString();
  }
}
