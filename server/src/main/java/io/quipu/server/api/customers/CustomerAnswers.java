package io.quipu.server.api.customers;

import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.server.api.PageToken;
import io.quipu.server.api.TimeParameters;
import io.quipu.server.api.TimedCounts;
import io.quipu.server.api.completeness.CompletenessLookup;
import io.quipu.server.http.ApiRequest;
import io.quipu.server.http.Problem;
import io.quipu.store.counts.CustomerPosition;
import io.quipu.store.progress.ProgressSnapshot;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Answers questions about the counts of one customer. Thread-safe. */
public final class CustomerAnswers {
  private static final int MOST_COUNTS = 1_000;

  private final TimedCounts counts;
  private final CompletenessLookup completeness;

  public CustomerAnswers(TimedCounts counts, CompletenessLookup completeness) {
    this.completeness = completeness;
    this.counts = counts;
  }

  private record Filter(
      Optional<String> statistic,
      Resolution resolution,
      Optional<Instant> from,
      Optional<Instant> to) {
    boolean takes(CountRow row) {
      Instant bucket = Instant.ofEpochMilli(row.bucketStart());
      return row.resolution() == resolution
          && (statistic.isEmpty() || statistic.get().equals(row.statistic()))
          && (from.isEmpty() || !bucket.isBefore(from.get()))
          && (to.isEmpty() || bucket.isBefore(to.get()));
    }
  }

  /**
   * Reads a page of the counts of a customer.
   *
   * @throws Problem if the request is not valid
   */
  public CustomerAnswer answer(ApiRequest call) {
    String company = call.path("company");
    String customer = call.path("customer");
    int limit = call.number("limit", 100, MOST_COUNTS);
    CompanyClock clock = TimedCounts.clock(counts.companyOfCustomers(company));
    Filter filter =
        new Filter(
            call.query("statistic"),
            TimeParameters.resolution(call.query("resolution").orElse(null), Resolution.MONTH),
            call.query("from").map(text -> TimeParameters.parse(clock, "from", text)),
            call.query("to").map(text -> TimeParameters.parse(clock, "to", text)));
    TimeParameters.requireRange(filter.from(), filter.to());
    CustomerPosition start =
        call.query("after").map(CustomerAnswers::position).orElseGet(() -> start(clock, filter));
    ProgressSnapshot progress = completeness.snapshot(true);
    List<CountRow> found =
        counts.ask(
            reader -> {
              Iterator<CountRow> rows;
              try {
                rows = reader.customer(company, customer, start);
              } catch (UnsupportedOperationException e) {
                throw Problem.of(
                    HttpStatus.NOT_IMPLEMENTED_501,
                    "This server reads increments, which it cannot list by customer; ask for a"
                        + " series of one statistic, with customer in its query.");
              }
              return take(rows, filter, limit + 1);
            });
    List<CountRow> page = found.subList(0, Math.min(limit, found.size()));
    return new CustomerAnswer(
        company,
        customer,
        clock.zone().getId(),
        filter.resolution().word(),
        page.stream().map(row -> count(clock, row)).toList(),
        next(found, page),
        completeness.answer(
            progress, company, clock.zone(), filter.resolution(), spans(clock, page), false));
  }

  /** The buckets of a page, in the order of time. */
  private static List<CompletenessLookup.Span> spans(CompanyClock clock, List<CountRow> page) {
    return page.stream()
        .map(CountRow::bucketStart)
        .distinct()
        .sorted()
        .map(Instant::ofEpochMilli)
        .map(
            start ->
                new CompletenessLookup.Span(
                    start, clock.bucketEnd(page.get(0).resolution(), start)))
        .toList();
  }

  private static CustomerPosition start(CompanyClock clock, Filter filter) {
    return filter
        .from()
        .map(from -> CustomerPosition.before(LocalDate.ofInstant(from, clock.zone()).getYear(), ""))
        .orElse(CustomerPosition.START);
  }

  private static List<CountRow> take(Iterator<CountRow> rows, Filter filter, int limit) {
    List<CountRow> taken = new ArrayList<>();
    while (taken.size() < limit && rows.hasNext()) {
      CountRow row = rows.next();
      if (filter.takes(row)) {
        taken.add(row);
      }
    }
    return taken;
  }

  private static CustomerAnswer.CustomerCount count(CompanyClock clock, CountRow row) {
    boolean whole = row.dimension().isEmpty();
    return new CustomerAnswer.CustomerCount(
        clock.iso(Instant.ofEpochMilli(row.bucketStart())),
        row.statistic(),
        whole ? null : row.dimension(),
        whole ? null : row.value(),
        row.count(),
        row.sums().isEmpty() ? null : row.sums());
  }

  private static CustomerPosition position(String token) {
    List<String> parts = PageToken.position(token, 6);
    try {
      return new CustomerPosition(
          Integer.parseInt(parts.get(0)),
          parts.get(1),
          parts.get(2),
          parts.get(3),
          Resolution.ofCode(Integer.parseInt(parts.get(4))).code(),
          Long.parseLong(parts.get(5)));
    } catch (IllegalArgumentException e) {
      throw PageToken.refusal();
    }
  }

  private static @Nullable String next(List<CountRow> found, List<CountRow> page) {
    if (found.size() == page.size()) {
      return null;
    }
    CustomerPosition last = CustomerPosition.of(page.get(page.size() - 1));
    return PageToken.of(
        List.of(
            Integer.toString(last.year()),
            last.statistic(),
            last.dimension(),
            last.value(),
            Integer.toString(last.resolution()),
            Long.toString(last.bucket())));
  }
}
