package io.quipu.cli.audit;

import io.quipu.audit.Audit;
import io.quipu.audit.recount.Comparison;
import io.quipu.audit.recount.Difference;
import io.quipu.cli.TextTable;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.range.DayGaps;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The results of audits as text. */
final class AuditText {
  private final TimeZones zones;

  AuditText(TimeZones zones) {
    this.zones = zones;
  }

  /** A summary, and the first differences. */
  String of(Audit.Result result, int limit) {
    Comparison found = result.comparison();
    StringBuilder text = new StringBuilder();
    text.append(
        "Read %,d records; %,d of them are refused now.%n"
            .formatted(result.records(), result.refused()));
    text.append(
        "Compared %,d rows of the recount with %,d stored rows.%n"
            .formatted(found.expected(), found.stored()));
    if (found.moving() > 0) {
      text.append(
          "Events of %,d rows came meanwhile; these were compared with the least and the most they can be.%n"
              .formatted(found.moving()));
    }
    if (found.unknown() > 0) {
      text.append(
          "Not compared: %,d rows whose statistic, dimension or resolution the catalog does not have.%n"
              .formatted(found.unknown()));
    }
    if (found.sequences() > 0) {
      text.append(
          "Not compared: %,d rows of sequences and gaps between days, because they may need records that are missing.%n"
              .formatted(found.sequences()));
    }
    if (!result.complete()) {
      text.append(
          "Kafka has deleted records of these topics. So only numbers that are too small are found.%n"
              .formatted());
    }
    if (result.isRight()) {
      return text.append("All rows are right.%n".formatted()).toString();
    }
    result.gaps().forEach(gap -> text.append("Note: %s%n".formatted(gap)));
    if (result.stopped()) {
      text.append(
          "No process runs the job. What it read last may wait in its state until it starts again.%n"
              .formatted());
    }
    return text.append(kinds(found.differences()))
        .append(differences(found.differences(), limit))
        .toString();
  }

  /** A table of the first differences. */
  String differences(List<Difference> differences, int limit) {
    int more = differences.size() - limit;
    return table(differences, limit)
        + (more > 0 ? "... and %,d more; --limit=0 prints all.%n".formatted(more) : "");
  }

  private static String kinds(List<Difference> differences) {
    Map<Difference.Kind, Integer> kinds = new EnumMap<>(Difference.Kind.class);
    differences.forEach(each -> kinds.merge(each.kind(), 1, Integer::sum));
    return "WRONG: %,d rows differ (%s).%n"
        .formatted(
            differences.size(),
            kinds.entrySet().stream()
                .map(kind -> "%,d %s".formatted(kind.getValue(), word(kind.getKey())))
                .collect(Collectors.joining(", ")));
  }

  private TextTable table(List<Difference> differences, int limit) {
    boolean ofCustomers = differences.stream().anyMatch(each -> !each.customer().isEmpty());
    TextTable table =
        new TextTable(
            List.of(
                "table",
                "kind",
                "company",
                ofCustomers ? "customer / statistic" : "statistic",
                "dimension",
                "value",
                "bucket",
                "expected",
                "stored"));
    differences.stream()
        .limit(limit)
        .forEach(
            each ->
                table.add(
                    List.of(
                        word(each.table()),
                        word(each.kind()),
                        each.company(),
                        counted(each),
                        each.dimension(),
                        each.value(),
                        bucket(each),
                        numbers(each.expected()),
                        numbers(each.stored()))));
    return table;
  }

  private static String counted(Difference difference) {
    String statistic =
        DayGaps.isName(difference.statistic())
            ? DayGaps.baseOf(difference.statistic()) + " (gaps between days)"
            : difference.statistic();
    return difference.customer().isEmpty() ? statistic : difference.customer() + " / " + statistic;
  }

  private String bucket(Difference difference) {
    return new CompanyClock(zones.of(difference.company()))
        .bucket(difference.resolution(), Instant.ofEpochMilli(difference.bucketStart()));
  }

  /** Such as {@code 12 / 3 revenue=4.50}: count, uniques and sums. */
  private static String numbers(Difference.@Nullable Numbers numbers) {
    if (numbers == null) {
      return "none";
    }
    StringBuilder text = new StringBuilder(Long.toString(numbers.count()));
    if (numbers.uniques() != null) {
      text.append(" / ").append(numbers.uniques());
    }
    new TreeMap<>(numbers.sums())
        .forEach((name, sum) -> text.append(' ').append(name).append('=').append(sum));
    return numbers.isExact() ? text.toString() : text + " or more";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
