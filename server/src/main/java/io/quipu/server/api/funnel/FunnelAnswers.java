package io.quipu.server.api.funnel;

import io.quipu.model.counter.DimensionKey;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.server.api.top.TopAnswer;
import io.quipu.server.api.top.TopAnswers;
import io.quipu.server.http.ApiRequest;
import io.quipu.server.http.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers how many customers reached each step of a sequence. Thread-safe. */
public final class FunnelAnswers {
  private static final int SHARE_DECIMALS = 4;

  private final TopAnswers top;

  public FunnelAnswers(TopAnswers top) {
    this.top = top;
  }

  /**
   * Finds the steps for a request.
   *
   * @throws Problem if the request is not valid
   */
  public FunnelAnswer answer(ApiRequest call) {
    String sequence = call.required("sequence");
    TopAnswer steps =
        top.answer(
            call,
            new DimensionKey(
                call.path("company"),
                SequenceDefinition.statistic(sequence),
                SequenceDefinition.STEP));
    List<TopAnswer.TopValue> inOrder = new ArrayList<>(steps.values());
    inOrder.sort(Comparator.comparingInt(FunnelAnswers::place));
    TopAnswer.TopValue first = inOrder.isEmpty() ? null : inOrder.get(0);
    return new FunnelAnswer(
        steps.company(),
        sequence,
        steps.timeZone(),
        steps.from(),
        steps.to(),
        inOrder.stream().map(step -> step(step, first)).toList(),
        steps.completeness());
  }

  private static FunnelAnswer.Step step(
      TopAnswer.TopValue step, TopAnswer.@Nullable TopValue first) {
    String name = step.value();
    return new FunnelAnswer.Step(
        place(step),
        name.substring(name.indexOf(' ') + 1),
        step.uniques(),
        step.count(),
        first == null || place(first) != 1 ? null : share(step, first),
        step.sumsOrNone().getOrDefault(SequenceDefinition.SECONDS.name(), BigDecimal.ZERO));
  }

  private static BigDecimal share(TopAnswer.TopValue step, TopAnswer.TopValue first) {
    Long customers = step.uniques();
    Long all = first.uniques();
    boolean known = customers != null && all != null;
    return BigDecimal.valueOf(known ? customers : step.count())
        .divide(
            BigDecimal.valueOf(known ? all : first.count()),
            SHARE_DECIMALS,
            RoundingMode.HALF_EVEN);
  }

  /** The place of a step, which its value begins with. */
  private static int place(TopAnswer.TopValue step) {
    return Integer.parseInt(step.value().substring(0, step.value().indexOf(' ')));
  }
}
