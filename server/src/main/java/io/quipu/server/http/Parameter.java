package io.quipu.server.http;

import java.util.List;

/**
 * A parameter of a route.
 *
 * @param repeated whether it may stand more than once
 * @param words what it may be; anything if empty
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

  /** Where a parameter stands. */
  public enum In {
    PATH,
    QUERY
  }

  /** A segment of the path. */
  public static Parameter path(String name, String description) {
    return new Parameter(name, In.PATH, description, true, false, List.of(), false);
  }

  /** A parameter of the query that may be left out. */
  public static Parameter query(String name, String description) {
    return new Parameter(name, In.QUERY, description, false, false, List.of(), false);
  }

  /** This one, which may not be left out. */
  public Parameter asRequired() {
    return new Parameter(name, in, description, true, repeated, words, number);
  }

  /** This one, which may stand more than once. */
  public Parameter asRepeated() {
    return new Parameter(name, in, description, required, true, words, number);
  }

  /** This one, which is one of some words. */
  public Parameter oneOf(String... allowed) {
    return new Parameter(name, in, description, required, repeated, List.of(allowed), number);
  }

  /** This one, which is a whole number. */
  public Parameter asNumber() {
    return new Parameter(name, in, description, required, repeated, words, true);
  }
}
