package io.quipu.server.api.completeness;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quipu.server.openapi.Meaning;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the numbers of an answer are complete. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CompletenessAnswer(
    @Meaning("Whether all buckets are complete: later events are rarer than one in a thousand.")
        boolean complete,
    @Meaning("What is missing in the first bucket that is not complete.") @Nullable String missing,
    @Meaning("For a series: whether each bucket is complete.") @Nullable List<Boolean> buckets,
    @Meaning("Whether a bucket has not ended yet.") boolean open,
    @Meaning("All records appended before this time are counted; none if that is not known.")
        @Nullable String countedUpTo,
    @Meaning("How far each partition is counted; none if the input has ended.")
        List<CountedPartition> positions,
    @Meaning("The seconds in which 99.9% of the company's events come.")
        @Nullable Long latenessSeconds,
    @Meaning("The share of the company's events that came after their bucket had ended.")
        @Nullable BigDecimal lateShare,
    @Meaning("The dead letters that wait for a replay and may belong to the buckets.")
        long deadLetters,
    @Meaning("When an audit last compared the numbers with a recount.") @Nullable String auditedAt,
    @Meaning("The rows that this audit found wrong.") long wrongRows,
    @Meaning("exact, bounded (by the ids that the job remembers), approximate or unknown.")
        String exactness) {

  /** The same for a sequence, which later steps can change also in a bucket that has ended. */
  public CompletenessAnswer ofSequence() {
    List<Boolean> each = buckets;
    return new CompletenessAnswer(
        false,
        "Later steps can change the numbers of a sequence, so they are never called complete.",
        each == null ? null : Collections.nCopies(each.size(), false),
        open,
        countedUpTo,
        positions,
        latenessSeconds,
        lateShare,
        deadLetters,
        auditedAt,
        wrongRows,
        exactness);
  }

  /** How far a partition is counted. */
  public record CountedPartition(
      @Meaning("The Kafka topic.") String source,
      long partition,
      @Meaning("All records before this offset are counted.") long offset) {}
}
