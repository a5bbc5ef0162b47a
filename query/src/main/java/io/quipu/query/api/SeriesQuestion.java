package io.quipu.query.api;

import io.quipu.query.http.Says;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for series over the same buckets. */
record SeriesQuestion(
    @Says("hour, day (the default) or month.") @Nullable String resolution,
    @Says("The earliest start of a bucket.") @Nullable String from,
    @Says("Before which buckets begin.") @Nullable String to,
    @Says("On whose clock buckets begin; by default the company's.") @Nullable String timeZone,
    @Says("previous adds as many buckets from before.") @Nullable String compare,
    @Says("At least one, at most 100.") @Nullable List<OneSeriesQuestion> series) {

  /** Asks for one series. */
  record OneSeriesQuestion(
      @Says("What happened.") @Nullable String statistic,
      @Says("By what; with value.") @Nullable String dimension,
      @Says("A value of the dimension.") @Nullable String value,
      @Says("Which customer; without one, the company as a whole.") @Nullable String customer,
      @Says("count (the default), uniques or a sum's name.") @Nullable String measure) {}
}
