package io.quipu.server.api.funnel;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quipu.server.api.Tabular;
import io.quipu.server.api.completeness.CompletenessAnswer;
import io.quipu.server.openapi.Meaning;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How many customers reached each step of a sequence. */
public record FunnelAnswer(
    String company,
    String sequence,
    String timeZone,
    String from,
    String to,
    @Meaning("In the order of the sequence; a step that nobody reached is missing.")
        List<Step> steps,
    CompletenessAnswer completeness)
    implements Tabular {

  /** The numbers of a step. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Step(
      @Meaning("The place of the step, from 1.") int place,
      String step,
      @Meaning("Only for one stored hour, day or month: customers do not add up.")
          @Nullable Long customers,
      @Meaning("How many events of the counted step reached it.") long count,
      @Meaning("The part of the first step, of customers if known, else of events.")
          @Nullable BigDecimal share,
      @Meaning("The sum of the times since the step before.") BigDecimal seconds) {}

  @Override
  public List<String> header() {
    return List.of("place", "step", "customers", "count", "share", "seconds");
  }

  @Override
  public Stream<List<String>> rows() {
    return steps.stream()
        .map(
            step ->
                List.of(
                    Integer.toString(step.place()),
                    step.step(),
                    Objects.toString(step.customers(), ""),
                    Long.toString(step.count()),
                    step.share() == null ? "" : step.share().toPlainString(),
                    step.seconds().toPlainString()));
  }
}
