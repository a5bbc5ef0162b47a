package io.quipu.server.api.series;

import io.quipu.server.openapi.Meaning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question for several series over the same buckets. */
public record SeriesQuestion(
    @Meaning("hour, day (the default) or month.") @Nullable String resolution,
    @Meaning("The earliest start of a bucket.") @Nullable String from,
    @Meaning("Buckets begin before this time.") @Nullable String to,
    @Meaning("The time zone of the buckets; by default the company's.") @Nullable String timeZone,
    @Meaning("previous adds as many earlier buckets.") @Nullable String compare,
    @Meaning("From 1 to 100 series.") @Nullable List<OneSeriesQuestion> series) {

  /** A question for one series. */
  public record OneSeriesQuestion(
      @Meaning("The statistic.") @Nullable String statistic,
      @Meaning("The dimension; give value too.") @Nullable String dimension,
      @Meaning("A value of the dimension.") @Nullable String value,
      @Meaning("The customer; by default the whole company.") @Nullable String customer,
      @Meaning("count (the default), uniques or a sum's name.") @Nullable String measure) {}
}
