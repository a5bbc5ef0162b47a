package io.quipu.server.api.series;

import io.quipu.server.openapi.Meaning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for series over the same buckets. */
public record SeriesQuestion(
    @Meaning("hour, day (the default) or month.") @Nullable String resolution,
    @Meaning("The earliest start of a bucket.") @Nullable String from,
    @Meaning("Before which buckets begin.") @Nullable String to,
    @Meaning("On whose clock buckets begin; by default the company's.") @Nullable String timeZone,
    @Meaning("previous adds as many buckets from before.") @Nullable String compare,
    @Meaning("At least one, at most 100.") @Nullable List<OneSeriesQuestion> series) {

  /** Asks for one series. */
  public record OneSeriesQuestion(
      @Meaning("What happened.") @Nullable String statistic,
      @Meaning("By what; with value.") @Nullable String dimension,
      @Meaning("A value of the dimension.") @Nullable String value,
      @Meaning("Which customer; without one, the company as a whole.") @Nullable String customer,
      @Meaning("count (the default), uniques or a sum's name.") @Nullable String measure) {}
}
