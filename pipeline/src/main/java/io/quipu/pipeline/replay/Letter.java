package io.quipu.pipeline.replay;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter in a topic or a folder.
 *
 * @param stage the stage that refused the record, such as {@code parse}
 * @param reason a short word, such as {@code not-json}
 * @param message what is wrong and how to fix it, for people
 * @param source the position of the record: {@code topic-partition@offset}, or {@code file-0@line}
 * @param job the consumer group of the job that refused it; empty if unknown
 * @param time when the letter was written
 * @param came when the record was appended; null if the letter does not say so
 * @param place the position of the letter, for people
 * @param payload the record's bytes; callers must not change them
 */
@SuppressWarnings("ArrayRecordComponent") // A payload is never compared.
public record Letter(
    String stage,
    String reason,
    String message,
    String source,
    String job,
    Instant time,
    @Nullable Instant came,
    String place,
    byte[] payload) {
  private static final Pattern SOURCE = Pattern.compile("(.+)-(\\d{1,9})@\\d+", Pattern.DOTALL);

  /** Returns the partition of the record; null if the source does not have that form. */
  @Nullable TopicPartition partition() {
    Matcher form = SOURCE.matcher(source);
    return form.matches()
        ? new TopicPartition(form.group(1), Integer.parseInt(form.group(2)))
        : null;
  }

  /** Returns the topic or file of the record. */
  public String origin() {
    TopicPartition partition = partition();
    return partition == null ? source : partition.topic();
  }

  /** Returns only the position, because payloads must not appear in logs. */
  @Override
  public String toString() {
    return "Letter of " + source;
  }
}
