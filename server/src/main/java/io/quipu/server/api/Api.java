package io.quipu.server.api;

import io.quipu.server.api.completeness.CompletenessLookup;
import io.quipu.server.api.customers.CustomerAnswer;
import io.quipu.server.api.customers.CustomerAnswers;
import io.quipu.server.api.firings.FiringAnswers;
import io.quipu.server.api.firings.FiringsAnswer;
import io.quipu.server.api.firings.RecentFirings;
import io.quipu.server.api.funnel.FunnelAnswer;
import io.quipu.server.api.funnel.FunnelAnswers;
import io.quipu.server.api.live.ChangeWatcher;
import io.quipu.server.api.live.LiveUpdates;
import io.quipu.server.api.names.NameAnswers;
import io.quipu.server.api.names.NameLookup;
import io.quipu.server.api.series.SeriesAnswer;
import io.quipu.server.api.series.SeriesAnswers;
import io.quipu.server.api.series.SeriesQuestion;
import io.quipu.server.api.series.SeriesQuestion.OneSeriesQuestion;
import io.quipu.server.api.top.TopAnswer;
import io.quipu.server.api.top.TopAnswers;
import io.quipu.server.http.ApiRequest;
import io.quipu.server.http.Parameter;
import io.quipu.server.http.Problem;
import io.quipu.server.http.Reply;
import io.quipu.server.http.Route;
import io.quipu.server.http.ServerMetrics;
import io.quipu.server.openapi.OpenApi;
import io.quipu.store.queries.CountsReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The routes of the query API. */
public final class Api implements AutoCloseable {

  /** How long a new dimension may stay unknown. Counts are never cached. */
  private static final Duration MONTHS_AGE = Duration.ofSeconds(1);

  private static final String OF_COMPANY = "/v1/companies/{company}";
  private static final List<String> JSON_OR_CSV = List.of(Reply.JSON, Reply.CSV);

  private static final List<Parameter> SERIES =
      List.of(
          Parameters.COMPANY,
          Parameters.STATISTIC,
          Parameters.MEASURES,
          Parameters.DIMENSION,
          Parameters.VALUE,
          Parameters.CUSTOMER,
          Parameters.RESOLUTION,
          Parameters.FROM,
          Parameters.TO,
          Parameters.TIME_ZONE,
          Parameters.COMPARE,
          Parameters.FORMAT);

  private static final List<Parameter> TOP =
      List.of(
          Parameters.COMPANY,
          Parameters.STATISTIC,
          Parameter.query("dimension", "The dimension.").asRequired(),
          Parameters.MEASURE,
          Parameters.RESOLUTION,
          Parameter.query("bucket", "A time in the bucket; by default now."),
          Parameters.FROM,
          Parameters.TO,
          Parameters.TIME_ZONE,
          Parameters.LIMIT,
          Parameters.AFTER,
          Parameters.FORMAT);

  private static final List<Parameter> FUNNEL =
      List.of(
          Parameters.COMPANY,
          Parameter.query("sequence", "The name of the sequence.").asRequired(),
          Parameters.RESOLUTION,
          Parameter.query("bucket", "A time in the bucket; by default now."),
          Parameters.FROM,
          Parameters.TO,
          Parameters.TIME_ZONE,
          Parameters.FORMAT);

  private final TimedCounts counts;
  private final ServerMetrics metrics;
  private final SeriesAnswers series;
  private final TopAnswers top;
  private final FunnelAnswers funnels;
  private final CustomerAnswers customers;
  private final FiringAnswers firings;
  private final NameLookup names;
  private final ChangeWatcher polls = new ChangeWatcher();

  /**
   * Makes the API of a reader.
   *
   * @param recent the firings that it shows
   * @param clock shows which bucket has not ended yet
   */
  public Api(CountsReader reader, RecentFirings recent, ServerMetrics metrics, Clock clock) {
    this.metrics = metrics;
    counts = new TimedCounts(reader.rememberingMonths(MONTHS_AGE), metrics);
    MeasuresByStatistic kept = new MeasuresByStatistic(counts);
    CompletenessLookup completeness = new CompletenessLookup(counts, clock);
    series = new SeriesAnswers(counts, kept, completeness, clock);
    top = new TopAnswers(counts, kept, completeness, clock);
    funnels = new FunnelAnswers(top);
    customers = new CustomerAnswers(counts, completeness);
    firings = new FiringAnswers(counts, recent);
    names = new NameLookup(counts, kept);
  }

  /** How many clients listen to events. */
  int listeners() {
    return polls.listeners();
  }

  /** All routes; the last describes the others. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.addAll(questions());
    routes.addAll(namesRoutes());
    routes.addAll(new OperationRoutes(counts, metrics).routes());
    List<Route> described = List.copyOf(routes);
    routes.add(
        Route.get("/openapi.json")
            .summary("This description.")
            .handling(call -> Reply.json(OpenApi.of(described)))
            .build());
    return List.copyOf(routes);
  }

  private List<Route> questions() {
    return List.of(
        Route.get(OF_COMPANY + "/series")
            .summary("Series of counters over time, gaps filled with zero.")
            .parameters(SERIES)
            .answer(SeriesAnswer.class)
            .mediaTypes(JSON_OR_CSV)
            .keyed(true)
            .handling(call -> Replies.of(call, series.answer(call.path("company"), question(call))))
            .build(),
        Route.post(OF_COMPANY + "/query", SeriesQuestion.class)
            .summary("Series of different counters over the same buckets.")
            .parameters(List.of(Parameters.COMPANY, Parameters.FORMAT))
            .answer(SeriesAnswer.class)
            .mediaTypes(JSON_OR_CSV)
            .keyed(true)
            .handling(
                call ->
                    Replies.of(
                        call, series.answer(call.path("company"), call.body(SeriesQuestion.class))))
            .build(),
        Route.get(OF_COMPANY + "/top")
            .summary("The values of a dimension with the largest numbers, in a bucket or a range.")
            .parameters(TOP)
            .answer(TopAnswer.class)
            .mediaTypes(JSON_OR_CSV)
            .keyed(true)
            .handling(call -> Replies.of(call, top.answer(call)))
            .build(),
        Route.get(OF_COMPANY + "/funnel")
            .summary("How many customers reached each step of a sequence, in a bucket or a range.")
            .parameters(FUNNEL)
            .answer(FunnelAnswer.class)
            .mediaTypes(JSON_OR_CSV)
            .keyed(true)
            .handling(call -> Replies.of(call, funnels.answer(call)))
            .build(),
        Route.get(OF_COMPANY + "/customers/{customer}")
            .summary("The counts of one customer.")
            .parameters(
                List.of(
                    Parameters.COMPANY,
                    Parameters.CUSTOMER_PATH,
                    Parameter.query("statistic", "The statistic; by default all."),
                    Parameters.RESOLUTION,
                    Parameters.FROM,
                    Parameters.TO,
                    Parameters.LIMIT,
                    Parameters.AFTER,
                    Parameters.FORMAT))
            .answer(CustomerAnswer.class)
            .mediaTypes(JSON_OR_CSV)
            .keyed(true)
            .handling(call -> Replies.of(call, customers.answer(call)))
            .build(),
        Route.get(OF_COMPANY + "/firings")
            .summary("Which triggers have fired lately.")
            .parameters(
                List.of(
                    Parameters.COMPANY,
                    Parameter.query("statistic", "The statistic; by default all."),
                    Parameters.LIMIT,
                    Parameters.FORMAT))
            .answer(FiringsAnswer.class)
            .mediaTypes(JSON_OR_CSV)
            .keyed(true)
            .handling(call -> Replies.of(call, firings.answer(call)))
            .build(),
        Route.get(OF_COMPANY + "/live")
            .summary(
                "The answer of series or top as a server-sent event, at once and whenever it"
                    + " changes.")
            .parameters(liveParameters())
            .mediaTypes(List.of(Reply.EVENTS))
            .keyed(true)
            .handling(this::live)
            .build());
  }

  private List<Route> namesRoutes() {
    return List.of(
        Route.get("/v1/companies")
            .summary("The companies that have counts.")
            .parameters(List.of(Parameters.PREFIX, Parameters.LIMIT, Parameters.AFTER))
            .answer(NameAnswers.Companies.class)
            .keyed(true)
            .handling(names::companies)
            .build(),
        Route.get(OF_COMPANY + "/statistics")
            .summary("The statistics of a company.")
            .parameters(List.of(Parameters.COMPANY))
            .answer(NameAnswers.Statistics.class)
            .keyed(true)
            .handling(names::statistics)
            .build(),
        Route.get(OF_COMPANY + "/dimensions")
            .summary("The dimensions of a statistic.")
            .parameters(List.of(Parameters.COMPANY, Parameters.STATISTIC))
            .answer(NameAnswers.Dimensions.class)
            .keyed(true)
            .handling(names::dimensions)
            .build(),
        Route.get(OF_COMPANY + "/values")
            .summary("The values of a dimension; by default those of its latest 12 months.")
            .parameters(
                List.of(
                    Parameters.COMPANY,
                    Parameters.STATISTIC,
                    Parameter.query("dimension", "The dimension.").asRequired(),
                    Parameters.PREFIX,
                    Parameters.FROM,
                    Parameters.TO,
                    Parameters.LIMIT,
                    Parameters.AFTER,
                    Parameters.FORMAT))
            .answer(NameAnswers.Values.class)
            .mediaTypes(JSON_OR_CSV)
            .keyed(true)
            .handling(names::values)
            .build());
  }

  private static SeriesQuestion question(ApiRequest call) {
    String statistic = call.required("statistic");
    String dimension = call.query("dimension").orElse(null);
    String customer = call.query("customer").orElse(null);
    List<String> measures = call.all("measure").isEmpty() ? List.of("count") : call.all("measure");
    List<Optional<String>> values =
        call.all("value").isEmpty()
            ? List.of(Optional.empty())
            : call.all("value").stream().map(Optional::of).toList();
    return new SeriesQuestion(
        call.query("resolution").orElse(null),
        call.query("from").orElse(null),
        call.query("to").orElse(null),
        call.query("timeZone").orElse(null),
        call.query("compare").orElse(null),
        values.stream()
            .flatMap(
                value ->
                    measures.stream()
                        .map(
                            measure ->
                                new OneSeriesQuestion(
                                    statistic, dimension, value.orElse(null), customer, measure)))
            .toList());
  }

  private static List<Parameter> liveParameters() {
    Parameter of =
        Parameter.query("of", "The answer to watch; by default series.").oneOf("series", "top");
    return Stream.concat(
            Stream.of(of),
            Stream.concat(
                SERIES.stream().filter(parameter -> !parameter.equals(Parameters.FORMAT)),
                TOP.stream()
                    .filter(
                        parameter ->
                            SERIES.stream().noneMatch(one -> one.name().equals(parameter.name())))))
        .toList();
  }

  private Reply live(ApiRequest call) {
    polls.requireRoom();
    String of = call.query("of").orElse("series");
    Supplier<byte[]> look =
        switch (of) {
          case "series" -> {
            SeriesQuestion question = question(call);
            yield () -> LiveUpdates.of("series", series.answer(call.path("company"), question));
          }
          case "top" -> () -> LiveUpdates.of("top", top.answer(call));
          default ->
              throw Problem.ofParameter("of", "of is '" + of + "'; it must be series or top.");
        };
    byte[] first = look.get();
    return new Reply.Events(listener -> polls.watch(call.question(), look, first, listener));
  }

  /** Ends all streams of events. */
  @Override
  public void close() {
    polls.close();
  }
}
