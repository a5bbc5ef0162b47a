package io.quipu.server.keys;

import java.util.Set;

/**
 * Who asks, and whose counts they may see.
 *
 * @param name of the key, for logs
 * @param companies whose counts they may see; {@code *} is every company
 */
public record Access(String name, Set<String> companies) {

  /** Every company's counts. */
  public static final String ALL = "*";

  /** Whoever reaches a server that asks for no keys. */
  public static final Access OPEN = new Access("", Set.of(ALL));

  public boolean seesAll() {
    return companies.contains(ALL);
  }

  public boolean maySee(String company) {
    return seesAll() || companies.contains(company);
  }
}
