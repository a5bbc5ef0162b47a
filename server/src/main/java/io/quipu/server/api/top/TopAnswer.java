package io.quipu.server.api.top;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quipu.server.api.Tabular;
import io.quipu.server.api.completeness.CompletenessAnswer;
import io.quipu.server.openapi.Meaning;
import io.quipu.store.counts.ValueCount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values of a dimension with the largest numbers. */
public record TopAnswer(
    String company,
    String statistic,
    String dimension,
    @Meaning("The measure that ranks the values.") String measure,
    String timeZone,
    String from,
    String to,
    @Meaning("The largest first; equal ones in code point order.") List<TopValue> values,
    @Meaning("Give it as after to get the next page; null if there is none.") @Nullable String next,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Meaning("true if values beyond the limit of the dimension count as (other).")
        @Nullable Boolean limited,
    CompletenessAnswer completeness)
    implements Tabular {

  /** The numbers of a value. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TopValue(
      String value,
      long count,
      @Meaning("Of a range only with range-uniques: uniques do not add up.") @Nullable Long uniques,
      @Nullable Map<String, BigDecimal> sums) {
    static TopValue of(ValueCount value) {
      Map<String, BigDecimal> sums = value.sums();
      return new TopValue(
          value.value(), value.count(), value.uniques(), sums.isEmpty() ? null : sums);
    }

    /** The sums by name; empty if the statistic keeps none. */
    public Map<String, BigDecimal> sumsOrNone() {
      return Objects.requireNonNullElse(sums, Map.of());
    }
  }

  private boolean hasUniques() {
    return values.stream().anyMatch(value -> value.uniques() != null);
  }

  private TreeSet<String> sumNames() {
    TreeSet<String> names = new TreeSet<>();
    values.forEach(value -> names.addAll(value.sumsOrNone().keySet()));
    return names;
  }

  @Override
  public List<String> header() {
    List<String> header = new ArrayList<>(List.of("value", "count"));
    if (hasUniques()) {
      header.add("uniques");
    }
    header.addAll(sumNames());
    return header;
  }

  @Override
  public Stream<List<String>> rows() {
    TreeSet<String> sums = sumNames();
    boolean uniques = hasUniques();
    return values.stream()
        .map(
            value -> {
              List<String> cells =
                  new ArrayList<>(List.of(value.value(), Long.toString(value.count())));
              if (uniques) {
                cells.add(Objects.toString(value.uniques(), ""));
              }
              for (String name : sums) {
                BigDecimal sum = value.sumsOrNone().get(name);
                cells.add(sum == null ? "" : sum.toPlainString());
              }
              return cells;
            });
  }
}
