package io.quipu.audit.counters;

import io.quipu.io.StartupException;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.Statistic;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogProblems;
import io.quipu.pipeline.catalog.SpellingGuess;
import io.quipu.pipeline.migration.CounterMapping;
import io.quipu.store.increments.ForeignTable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of a counter table, by the words of the catalog. Used in one thread. */
final class MappedRows {
  private static final Set<String> NUMBERS =
      Set.of("counter", "bigint", "int", "smallint", "tinyint", "varint", "decimal");

  private final CounterMapping mapping;
  private final CounterMapping.Table table;
  private final Catalog catalog;
  private final Map<String, Statistic> statistics;
  private final List<String> columns = new ArrayList<>();
  private final Map<ZoneId, CompanyClock> clocks = new HashMap<>();

  /**
   * A row.
   *
   * @param start the first instant of the bucket
   * @param sums by name
   */
  record Mapped(
      String company,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      Instant start,
      BigInteger amount,
      Map<String, BigDecimal> sums) {}

  MappedRows(CounterMapping mapping, CounterMapping.Table table, Catalog catalog) {
    this.mapping = mapping;
    this.table = table;
    this.catalog = catalog;
    statistics = catalog.statistics().stream().collect(Collectors.toMap(Statistic::name, s -> s));
    for (CounterMapping.Part part : parts()) {
      if (part.column() != null) {
        columns.add(part.column().name());
      }
    }
    columns.add(table.bucket().name());
    columns.add(table.amount().name());
    table.sums().values().forEach(sum -> columns.add(sum.column().name()));
  }

  private List<CounterMapping.Part> parts() {
    List<CounterMapping.Part> parts =
        new ArrayList<>(List.of(table.company(), table.statistic(), table.resolution()));
    if (table.dimension() != null && table.value() != null) {
      parts.add(table.dimension());
      parts.add(table.value());
    }
    return parts;
  }

  /** The columns of the table that are read. */
  List<String> columns() {
    return columns;
  }

  /**
   * Checks the mapping with the table and the catalog.
   *
   * @param found the table; empty if Cassandra has no such table
   */
  void check(Optional<ForeignTable> found, CatalogProblems problems) {
    if (found.isEmpty()) {
      add(
          problems,
          table.place(),
          "There is no table %s.%s; correct its name.".formatted(table.keyspace(), table.name()));
      return;
    }
    ForeignTable stored = found.get();
    List<CounterMapping.Column> named = new ArrayList<>();
    parts().stream()
        .filter(part -> part.column() != null)
        .forEach(part -> named.add(part.column()));
    named.add(table.bucket());
    List<CounterMapping.Column> amounts = new ArrayList<>(List.of(table.amount()));
    table.sums().values().forEach(sum -> amounts.add(sum.column()));
    named.addAll(amounts);
    for (CounterMapping.Column column : named) {
      if (!stored.columns().contains(column.name())) {
        add(
            problems,
            column.place(),
            "The table %s.%s has no column '%s'; %s"
                .formatted(
                    table.keyspace(),
                    table.name(),
                    column.name(),
                    SpellingGuess.suggest(column.name(), stored.columns())));
      } else if (amounts.contains(column) && !NUMBERS.contains(stored.type(column.name()))) {
        add(
            problems,
            column.place(),
            "The column '%s' is a %s, which is no number; name a counter."
                .formatted(column.name(), stored.type(column.name())));
      }
    }
    checkNames(problems);
  }

  private void checkNames(CatalogProblems problems) {
    for (String name : texts(table.statistic())) {
      String wrong = wrongStatistic(name);
      if (wrong != null) {
        add(problems, table.statistic().place(), wrong);
      }
    }
    if (table.dimension() == null) {
      return;
    }
    for (String statistic : texts(table.statistic())) {
      for (String name : texts(table.dimension())) {
        String wrong = wrongDimension(statistic, name);
        if (wrong != null) {
          add(problems, table.dimension().place(), wrong);
        }
      }
    }
  }

  private static List<String> texts(CounterMapping.Part part) {
    return part.constant() == null ? List.copyOf(part.names().values()) : List.of(part.constant());
  }

  private static void add(CatalogProblems problems, CounterMapping.Place place, String message) {
    problems.add(place.line(), place.column(), message);
  }

  private @Nullable String wrongStatistic(String name) {
    return statistics.containsKey(name)
        ? null
        : "The catalog has no statistic '%s'; %s"
            .formatted(name, SpellingGuess.suggest(name, statistics.keySet()));
  }

  private @Nullable String wrongDimension(String statistic, String name) {
    List<String> known =
        catalog.definitions().stream()
            .filter(each -> each.name().equals(statistic))
            .flatMap(each -> each.dimensions().stream())
            .map(each -> each.name())
            .toList();
    return known.contains(name)
            || catalog.definitions().stream()
                .anyMatch(each -> each.name().equals(statistic) && each.propertyLimit() > 0)
        ? null
        : "The statistic '%s' has no dimension '%s'; %s"
            .formatted(statistic, name, SpellingGuess.suggest(name, known));
  }

  /**
   * Maps a row.
   *
   * @param values those of {@link #columns}
   * @return null if the mapping leaves the row out
   * @throws StartupException if the row does not fit the catalog
   */
  @Nullable Mapped map(List<@Nullable Object> values) {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Object value = values.get(i);
      if (value != null) {
        row.put(columns.get(i), value);
      }
    }
    String company = text(table.company(), row);
    String statistic = text(table.statistic(), row);
    String word = text(table.resolution(), row);
    String dimension = table.dimension() == null ? "" : text(table.dimension(), row);
    String value = table.value() == null || "".equals(dimension) ? "" : text(table.value(), row);
    if (company == null
        || statistic == null
        || word == null
        || dimension == null
        || value == null) {
      return null;
    }
    require(company.isEmpty() ? "it has no company" : null, table.company().place(), row);
    require(wrongStatistic(statistic), table.statistic().place(), row);
    if (table.dimension() != null && !dimension.isEmpty()) {
      require(wrongDimension(statistic, dimension), table.dimension().place(), row);
    }
    Resolution resolution = resolution(word, row);
    Statistic known = Objects.requireNonNull(statistics.get(statistic));
    require(
        resolution == Resolution.MONTH || known.resolutions().contains(resolution)
            ? null
            : "The statistic '%s' keeps no %ss; add them to its resolutions"
                .formatted(statistic, resolution.word()),
        table.resolution().place(),
        row);
    Map<String, BigDecimal> sums = new HashMap<>();
    table
        .sums()
        .forEach(
            (name, sum) ->
                sums.put(name, number(row.get(sum.column().name())).movePointLeft(sum.scale())));
    BigInteger amount = number(row.get(table.amount().name())).toBigInteger();
    require(
        amount.signum() < 0 ? "Its amount is negative, which no count can be" : null,
        table.amount().place(),
        row);
    return new Mapped(
        company,
        statistic,
        dimension,
        value,
        resolution,
        start(resolution, company, row),
        amount,
        sums);
  }

  private @Nullable String text(CounterMapping.Part part, Map<String, Object> row) {
    if (part.column() == null) {
      return part.constant();
    }
    Object value = row.get(part.column().name());
    return part.of(value == null ? "" : value.toString());
  }

  private static BigDecimal number(@Nullable Object value) {
    return value == null ? BigDecimal.ZERO : new BigDecimal(value.toString());
  }

  private Resolution resolution(String word, Map<String, Object> row) {
    try {
      return Resolution.ofWord(word);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()), table.resolution().place(), row);
    }
  }

  private Instant start(Resolution resolution, String company, Map<String, Object> row) {
    CompanyClock clock = clocks.computeIfAbsent(catalog.timeZones().of(company), CompanyClock::new);
    Object value = row.get(table.bucket().name());
    Instant time;
    if (value instanceof Instant instant) {
      time = instant;
    } else if (value instanceof LocalDate date) {
      time = date.atStartOfDay(clock.zone()).toInstant();
    } else if (value instanceof Number count) {
      time =
          table.unit() == CounterMapping.Unit.SECONDS
              ? Instant.ofEpochSecond(count.longValue())
              : Instant.ofEpochMilli(count.longValue());
    } else {
      try {
        time = clock.parse("the bucket", String.valueOf(value));
      } catch (IllegalArgumentException e) {
        throw wrong(String.valueOf(e.getMessage()), table.bucket().place(), row);
      }
    }
    require(
        clock.bucketStart(resolution, time).equals(time)
            ? null
            : ("Its bucket %s is not the start of a %s in %s, the time zone of the company; give the"
                    + " company the zone of the counters in the catalog")
                .formatted(time, resolution.word(), clock.zone()),
        table.bucket().place(),
        row);
    return time;
  }

  private void require(
      @Nullable String wrong, CounterMapping.Place place, Map<String, Object> row) {
    if (wrong != null) {
      throw wrong(wrong, place, row);
    }
  }

  private StartupException wrong(String what, CounterMapping.Place place, Map<String, Object> row) {
    return new StartupException(
        "%s:%d:%d: A row of %s.%s cannot be migrated: %s. Map its value with 'names', or leave it out with 'others: leave-out'. The row is %s."
            .formatted(
                mapping.file(),
                place.line(),
                place.column(),
                table.keyspace(),
                table.name(),
                what.replaceFirst("\\.$", ""),
                row));
  }

  /** Throws all mistakes, if there are any. */
  static void requireNone(CatalogProblems problems) throws CatalogException {
    if (!problems.isEmpty()) {
      throw problems.toException();
    }
  }
}
