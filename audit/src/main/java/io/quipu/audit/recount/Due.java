package io.quipu.audit.recount;

import io.quipu.model.calendar.Resolution;
import java.util.List;

/**
 * The buckets of a company that are compared.
 *
 * @param from the first instant of all of them, in milliseconds since 1970
 * @param until the first instant after all of them
 */
public record Due(String company, long from, long until, List<Part> parts) {

  /**
   * A bucket.
   *
   * @param start its first instant, in milliseconds since 1970
   */
  public record Part(Resolution resolution, long start) {}

  public Due {
    parts = List.copyOf(parts);
  }
}
