package io.quipu.server.http;

import java.util.List;

/**
 * A parameter of a route.
 *
 * @param repeated whether it may be given more than once
 * @param words the allowed values; if empty, any value is allowed
 * @param number whether it is a whole number
 */
public record Parameter(
    String name,
    In in,
    String description,
    boolean required,
    boolean repeated,
    List<String> words,
    boolean number) {

  /** The part of the URL in which a parameter is given. */
  public enum In {
    PATH,
    QUERY
  }

  /** A parameter that is a segment of the path. */
  public static Parameter path(String name, String description) {
    return new Parameter(name, In.PATH, description, true, false, List.of(), false);
  }

  /** An optional parameter of the query. */
  public static Parameter query(String name, String description) {
    return new Parameter(name, In.QUERY, description, false, false, List.of(), false);
  }

  /** A copy that is required. */
  public Parameter asRequired() {
    return new Parameter(name, in, description, true, repeated, words, number);
  }

  /** A copy that may be given more than once. */
  public Parameter asRepeated() {
    return new Parameter(name, in, description, required, true, words, number);
  }

  /** A copy that allows only these values. */
  public Parameter oneOf(String... allowed) {
    return new Parameter(name, in, description, required, repeated, List.of(allowed), number);
  }

  /** A copy that is a whole number. */
  public Parameter asNumber() {
    return new Parameter(name, in, description, required, repeated, words, true);
  }
}
