package io.quipu.server.api.names;

import io.quipu.server.api.Tabular;
import io.quipu.server.openapi.Meaning;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answers that list companies, statistics, dimensions and values. */
public final class NameAnswers {
  private NameAnswers() {}

  /** A page of companies. */
  public record Companies(
      @Meaning("In the order of their names.") List<String> companies,
      @Meaning("Give it as after to get the next page; null if there is none.")
          @Nullable String next) {}

  /** The statistics of a company. */
  public record Statistics(String company, String timeZone, List<Statistic> statistics) {}

  /** A statistic. */
  record Statistic(
      String statistic,
      @Meaning("The measures of the latest month: count, uniques, the names of sums.")
          List<String> measures,
      @Meaning("The lengths of its buckets: hour, day, month.") List<String> resolutions,
      List<String> dimensions,
      String firstMonth,
      String lastMonth) {}

  /** The dimensions of a statistic. */
  public record Dimensions(String company, String statistic, List<OneDimension> dimensions) {}

  /** A dimension. */
  record OneDimension(String dimension, String firstMonth, String lastMonth) {}

  /** A page of the values of a dimension. */
  public record Values(
      String company,
      String statistic,
      String dimension,
      @Meaning("In the order of their code points.") List<String> values,
      @Meaning("Give it as after to get the next page; null if there is none.")
          @Nullable String next)
      implements Tabular {

    @Override
    public List<String> header() {
      return List.of("value");
    }

    @Override
    public Stream<List<String>> rows() {
      return values.stream().map(List::of);
    }
  }
}
