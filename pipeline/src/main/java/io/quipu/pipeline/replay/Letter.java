package io.quipu.pipeline.replay;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it stands in a topic or a folder.
 *
 * @param stage the stage that refused the record, such as {@code parse}
 * @param reason a short word, such as {@code not-json}
 * @param message what is wrong and what would be right, for a person
 * @param source where the record stood: {@code topic-partition@offset}, or {@code file-0@line}
 * @param job the consumer group of the job that refused it; empty if it did not say
 * @param time when the letter was written
 * @param place where the letter stands, for a person
 * @param payload the record's bytes, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // A payload is never compared.
public record Letter(
    String stage,
    String reason,
    String message,
    String source,
    String job,
    Instant time,
    String place,
    byte[] payload) {
  private static final Pattern SOURCE = Pattern.compile("(.+)-(\\d{1,9})@\\d+", Pattern.DOTALL);

  /** The partition in which the record stood, if the source is of that form; null if it is not. */
  @Nullable TopicPartition partition() {
    Matcher form = SOURCE.matcher(source);
    return form.matches()
        ? new TopicPartition(form.group(1), Integer.parseInt(form.group(2)))
        : null;
  }

  /** The topic or file in which the record stood. */
  public String origin() {
    TopicPartition partition = partition();
    return partition == null ? source : partition.topic();
  }

  /** The position alone: payloads do not belong in logs. */
  @Override
  public String toString() {
    return "Letter of " + source;
  }
}
