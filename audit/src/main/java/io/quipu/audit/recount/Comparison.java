package io.quipu.audit.recount;

import java.util.List;

/**
 * What an audit found.
 *
 * @param expected how many rows the events give, in both tables
 * @param stored how many rows are stored, in both tables
 * @param moving how many of the rows may change while the audit runs, because their events came
 *     meanwhile; they were compared with the least and the most that they can be
 * @param unknown how many stored rows are of statistics, dimensions or resolutions that the catalog
 *     does not have; they were not compared
 * @param sequences how many stored rows are of sequences and were not compared, because records are
 *     missing that may be their steps
 * @param differences the rows that differ, in the order of table, company, statistic, dimension,
 *     value, resolution and bucket
 */
public record Comparison(
    long expected,
    long stored,
    long moving,
    long unknown,
    long sequences,
    List<Difference> differences) {
  public Comparison {
    differences = List.copyOf(differences);
  }
}
