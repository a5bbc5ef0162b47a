package io.quipu.query.api;

import io.quipu.query.http.Says;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What there is to ask for. */
final class NameAnswers {
  private NameAnswers() {}

  /** Companies. */
  record Companies(
      @Says("In the order of their names.") List<String> companies,
      @Says("Give it as after to get the next page; null if there is none.")
          @Nullable String next) {}

  /** The statistics of a company. */
  record Statistics(String company, String timeZone, List<Statistic> statistics) {}

  /** A statistic. */
  record Statistic(
      String statistic,
      @Says("What the latest month has: count, uniques, the names of sums.") List<String> measures,
      @Says("How long its buckets are: hour, day, month.") List<String> resolutions,
      List<String> dimensions,
      String firstMonth,
      String lastMonth) {}

  /** The dimensions of a statistic. */
  record Dimensions(String company, String statistic, List<OneDimension> dimensions) {}

  /** A dimension. */
  record OneDimension(String dimension, String firstMonth, String lastMonth) {}

  /** The values of a dimension. */
  record Values(
      String company,
      String statistic,
      String dimension,
      @Says("In the order of their code points.") List<String> values,
      @Says("Give it as after to get the next page; null if there is none.") @Nullable String next)
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
