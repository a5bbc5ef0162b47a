package io.quipu.server.api.customers;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quipu.server.api.Tabular;
import io.quipu.server.api.completeness.CompletenessAnswer;
import io.quipu.server.openapi.Meaning;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A page of the counts of one customer. */
public record CustomerAnswer(
    String company,
    String customer,
    String timeZone,
    String resolution,
    @Meaning("Sorted by year, statistic, dimension, value and time.") List<CustomerCount> counts,
    @Meaning("Give it as after to get the next page; null if there is none.") @Nullable String next,
    CompletenessAnswer completeness)
    implements Tabular {

  /** The count of a bucket. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record CustomerCount(
      @Meaning("The start of the bucket.") String bucket,
      String statistic,
      @Nullable String dimension,
      @Nullable String value,
      long count,
      @Nullable Map<String, BigDecimal> sums) {
    Map<String, BigDecimal> sumsOrNone() {
      return Objects.requireNonNullElse(sums, Map.of());
    }
  }

  private TreeSet<String> sumNames() {
    TreeSet<String> names = new TreeSet<>();
    counts.forEach(count -> names.addAll(count.sumsOrNone().keySet()));
    return names;
  }

  @Override
  public List<String> header() {
    List<String> header =
        new ArrayList<>(List.of("bucket", "statistic", "dimension", "value", "count"));
    header.addAll(sumNames());
    return header;
  }

  @Override
  public Stream<List<String>> rows() {
    TreeSet<String> sums = sumNames();
    return counts.stream()
        .map(
            count -> {
              List<String> cells = new ArrayList<>();
              cells.add(count.bucket());
              cells.add(count.statistic());
              cells.add(Objects.toString(count.dimension(), ""));
              cells.add(Objects.toString(count.value(), ""));
              cells.add(Long.toString(count.count()));
              for (String name : sums) {
                BigDecimal sum = count.sumsOrNone().get(name);
                cells.add(sum == null ? "" : sum.toPlainString());
              }
              return cells;
            });
  }
}
