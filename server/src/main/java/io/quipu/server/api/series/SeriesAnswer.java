package io.quipu.server.api.series;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quipu.server.api.Tabular;
import io.quipu.server.api.completeness.CompletenessAnswer;
import io.quipu.server.openapi.Meaning;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answer to a question for series: their numbers over the same buckets. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SeriesAnswer(
    String company,
    @Meaning("The time zone of the buckets.") String timeZone,
    String resolution,
    @Meaning("The start of the first bucket.") String from,
    @Meaning("The end of the last bucket.") String to,
    @Meaning("The start of each bucket, even if nothing was counted in it.") List<String> buckets,
    @Meaning("The start of the bucket that has not ended yet, if any.") @Nullable String open,
    @Meaning("In the order in which they were asked for.") List<OneSeries> series,
    @Meaning("The buckets before, if they were asked for.") @Nullable Period previous,
    @Meaning("true if values beyond the limit of a dimension count as (other).")
        @Nullable Boolean limited,
    CompletenessAnswer completeness)
    implements Tabular {

  /** The buckets of a range of time. */
  record Period(String from, String to, List<String> buckets) {}

  /** The numbers of one counter. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record OneSeries(
      String statistic,
      @Nullable String dimension,
      @Nullable String value,
      @Nullable String customer,
      String measure,
      @Meaning("One number for each bucket; null where the measure was not kept.")
          List<@Nullable BigDecimal> values,
      @Meaning(
              "The sum of the values. Of uniques: the different customers of all buckets together,"
                  + " if they are whole days, at most 400, and the statistic has range-uniques.")
          @Nullable BigDecimal total,
      @Meaning("The numbers of the buckets before.") @Nullable Before previous) {}

  /** The numbers of the buckets before. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Before(List<@Nullable BigDecimal> values, @Nullable BigDecimal total) {}

  @Override
  public List<String> header() {
    return List.of(
        "period", "bucket", "statistic", "dimension", "value", "customer", "measure", "number");
  }

  @Override
  public Stream<List<String>> rows() {
    Period before = previous;
    return series.stream()
        .flatMap(
            one -> {
              Before past = one.previous();
              return Stream.concat(
                  before == null || past == null
                      ? Stream.of()
                      : rows("previous", before.buckets(), one, past.values()),
                  rows("asked", buckets, one, one.values()));
            });
  }

  private static Stream<List<String>> rows(
      String period, List<String> buckets, OneSeries one, List<@Nullable BigDecimal> values) {
    return IntStream.range(0, buckets.size())
        .mapToObj(
            i -> {
              BigDecimal number = values.get(i);
              return List.of(
                  period,
                  buckets.get(i),
                  one.statistic(),
                  Objects.toString(one.dimension(), ""),
                  Objects.toString(one.value(), ""),
                  Objects.toString(one.customer(), ""),
                  one.measure(),
                  number == null ? "" : number.toPlainString());
            });
  }
}
