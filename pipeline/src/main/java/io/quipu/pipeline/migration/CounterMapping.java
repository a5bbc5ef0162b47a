package io.quipu.pipeline.migration;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of counter tables of another system mean.
 *
 * @param file the path of the mapping, for messages
 */
public record CounterMapping(String file, List<Table> tables) {
  public CounterMapping {
    tables = List.copyOf(tables);
  }

  /**
   * A table.
   *
   * @param dimension null if the rows are of whole statistics
   * @param value null if the rows are of whole statistics
   * @param unit that of a bucket that is a number
   * @param sums the columns of sums, by the name of the sum
   */
  public record Table(
      Place place,
      String keyspace,
      String name,
      Part company,
      Part statistic,
      @Nullable Part dimension,
      @Nullable Part value,
      Part resolution,
      Column bucket,
      Unit unit,
      Column amount,
      Map<String, Amount> sums) {
    public Table {
      sums = Map.copyOf(sums);
    }
  }

  /** A line and a column of the file, from 1. */
  public record Place(int line, int column) {}

  /** A column of the table. */
  public record Column(String name, Place place) {}

  /**
   * The column of a sum.
   *
   * @param scale how many decimal digits its whole numbers have
   */
  public record Amount(Column column, int scale) {}

  /** What a bucket that is a number counts since 1970. */
  public enum Unit {
    SECONDS,
    MILLIS
  }

  /**
   * A part of the key of a row: a column or a constant.
   *
   * @param column null for a constant
   * @param constant null for a column
   * @param names other names for some values of the column
   * @param leavesOthersOut whether rows with values without another name are left out
   */
  public record Part(
      @Nullable Column column,
      @Nullable String constant,
      Map<String, String> names,
      boolean leavesOthersOut,
      Place place) {
    public Part {
      names = Map.copyOf(names);
    }

    /** The text for a value of the column; null if the row is left out. */
    public @Nullable String of(String value) {
      String name = names.get(value);
      return name != null || leavesOthersOut ? name : value;
    }
  }
}
