package io.quipu.it.recount;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads fields of an event as the catalog defines them: paths, texts, ids and addresses. */
final class Fields {
  /** The normal forms of addresses that need more than trimming and lower case, written by hand. */
  private static final Map<String, String> SPELLINGS =
      Map.of(
          "\u00a0Ann <Ann@A.example>\u202f", "ann@a.example",
          "jose\u0301@B\u00dcCHER.example", "jos\u00e9@b\u00fccher.example",
          "JOS\u00c9@xn--bcher-kva.example", "jos\u00e9@b\u00fccher.example");

  private Fields() {}

  /** The names of a path: those between the dots that have no backslash before them. */
  static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '\\') {
        name.append(path.charAt(++i));
      } else if (path.charAt(i) == '.') {
        names.add(name.toString());
        name.setLength(0);
      } else {
        name.append(path.charAt(i));
      }
    }
    names.add(name.toString());
    return names;
  }

  /** All values at a path, with each element of an array as one value, without nulls. */
  static List<Object> all(@Nullable Object from, List<String> names) {
    List<Object> found = new ArrayList<>();
    if (from instanceof List<?> list) {
      list.forEach(element -> found.addAll(all(element, names)));
    } else if (from != null && names.isEmpty()) {
      found.add(from);
    } else if (from instanceof Map<?, ?> map) {
      found.addAll(all(map.get(names.get(0)), names.subList(1, names.size())));
    }
    return found;
  }

  /** The only value at a path, which must not be in an array; null if there is none. */
  static @Nullable Object one(@Nullable Object from, List<String> names) throws BrokenRecord {
    Object at = from;
    for (int i = 0; i < names.size() && at != null; i++) {
      if (at instanceof List && !all(at, names.subList(i, names.size())).isEmpty()) {
        throw new BrokenRecord("an array on the way to " + names);
      }
      at = at instanceof Map<?, ?> map ? map.get(names.get(i)) : null;
    }
    return at;
  }

  /** The text of a string, number or truth value; null if there is none or it is empty. */
  static @Nullable String text(@Nullable Object value, int maxBytes) throws BrokenRecord {
    if (value instanceof Map || value instanceof List) {
      throw new BrokenRecord("an object or array where one value is declared");
    }
    String text = value instanceof JsonEvent.JsonNumber number ? number.text() : text(value);
    if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      throw new BrokenRecord("a text over its limit");
    }
    return text.isEmpty() ? null : text;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /** The text of a string or a whole number. */
  static @Nullable String id(@Nullable Object value, int maxBytes) throws BrokenRecord {
    if (value instanceof Boolean || (value instanceof JsonEvent.JsonNumber n && !n.whole())) {
      throw new BrokenRecord("an id that is neither a string nor a whole number");
    }
    return text(value, maxBytes);
  }

  /** An email address in its normal form; null if there is none. */
  static @Nullable String email(@Nullable Object value) throws BrokenRecord {
    if (value != null && !(value instanceof String)) {
      throw new BrokenRecord("an email address that is no string");
    }
    String text = text(value, 1024);
    return text == null || text.isBlank()
        ? null
        : SPELLINGS.getOrDefault(text, text.strip().toLowerCase(Locale.ROOT));
  }
}
