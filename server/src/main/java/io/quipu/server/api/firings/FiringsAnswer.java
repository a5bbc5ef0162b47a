package io.quipu.server.api.firings;

import io.quipu.server.api.Tabular;
import io.quipu.server.openapi.Meaning;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The latest firings of a company. */
public record FiringsAnswer(
    String company,
    String timeZone,
    @Meaning("Whether the server reads a topic of firings.") boolean available,
    @Meaning("The latest first.") List<Firing> firings)
    implements Tabular {

  @Override
  public List<String> header() {
    return List.of(
        "time",
        "kind",
        "trigger",
        "customer",
        "statistic",
        "dimension",
        "value",
        "resolution",
        "bucket",
        "count",
        "uniques",
        "late");
  }

  @Override
  public Stream<List<String>> rows() {
    return firings.stream()
        .map(
            firing ->
                List.of(
                    firing.time(),
                    firing.kind(),
                    firing.trigger(),
                    Objects.toString(firing.customer(), ""),
                    firing.statistic(),
                    firing.dimension(),
                    firing.value(),
                    firing.resolution(),
                    firing.bucket(),
                    Long.toString(firing.count()),
                    Objects.toString(firing.uniques(), ""),
                    Boolean.toString(firing.late())));
  }
}
