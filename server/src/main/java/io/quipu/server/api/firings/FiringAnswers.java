package io.quipu.server.api.firings;

import io.quipu.model.calendar.CompanyClock;
import io.quipu.server.api.TimedCounts;
import io.quipu.server.http.ApiRequest;
import io.quipu.server.http.Problem;
import java.time.Instant;
import java.util.List;

/** Answers which triggers have fired. Thread-safe. */
public final class FiringAnswers {
  private static final int MOST = 1_000;
  private static final int BY_DEFAULT = 100;

  private final TimedCounts counts;
  private final RecentFirings recent;

  public FiringAnswers(TimedCounts counts, RecentFirings recent) {
    this.counts = counts;
    this.recent = recent;
  }

  /**
   * Finds the latest firings for a request.
   *
   * @throws Problem if the company has no counts, or the request is not valid
   */
  public FiringsAnswer answer(ApiRequest call) {
    String company = call.path("company");
    CompanyClock clock = TimedCounts.clock(counts.company(company));
    int limit = call.number("limit", BY_DEFAULT, MOST);
    String statistic = call.query("statistic").orElse("");
    List<Firing> firings =
        recent.of(company).stream()
            .filter(firing -> statistic.isEmpty() || firing.statistic().equals(statistic))
            .limit(limit)
            .map(
                firing ->
                    firing.at(
                        clock.iso(Instant.parse(firing.bucket())),
                        clock.iso(Instant.parse(firing.time()))))
            .toList();
    return new FiringsAnswer(company, clock.zone().getId(), recent.areRead(), firings);
  }
}
