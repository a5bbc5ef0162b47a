package io.quipu.server.keys;

import java.util.Set;

/**
 * The companies whose counts a client may see.
 *
 * @param name the name of the key, for logs
 * @param companies the companies; {@code *} means every company
 */
public record Access(String name, Set<String> companies) {

  /** Stands for every company. */
  public static final String ALL = "*";

  /** The access of every client of a server without keys. */
  public static final Access OPEN = new Access("", Set.of(ALL));

  public boolean seesAll() {
    return companies.contains(ALL);
  }

  public boolean maySee(String company) {
    return seesAll() || companies.contains(company);
  }
}
