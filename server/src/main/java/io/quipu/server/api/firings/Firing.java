package io.quipu.server.api.firings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quipu.server.openapi.Meaning;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of a trigger, as a job has sent it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Firing(
    @Meaning("Equal for a message that was sent again.") String id,
    @Meaning("fired, or failed if the condition had no value.") String kind,
    String trigger,
    @Meaning("How often the trigger has fired for the counter and bucket; 0 for a failure.")
        long number,
    @Meaning("Whether the bucket was over.") boolean late,
    @Meaning("Why the condition had no value.") @Nullable String failure,
    @Meaning("The customer, if the trigger looks at customers.") @Nullable String customer,
    String statistic,
    @Meaning("Empty for the whole statistic.") String dimension,
    String value,
    String resolution,
    @Meaning("When the bucket begins.") String bucket,
    long count,
    @Nullable Long uniques,
    @Nullable Map<String, BigDecimal> sums,
    @Meaning("When it fired.") String time) {

  /** The same with other texts for its times. */
  Firing at(String itsBucket, String itsTime) {
    return new Firing(
        id,
        kind,
        trigger,
        number,
        late,
        failure,
        customer,
        statistic,
        dimension,
        value,
        resolution,
        itsBucket,
        count,
        uniques,
        sums,
        itsTime);
  }
}
