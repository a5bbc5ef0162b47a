package io.quipu.io.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a replayed record: its first position, and the job for which it was replayed.
 * Other jobs that read the topic have counted the record already.
 */
public final class ReplayHeaders {
  /** The position of the record that was refused. */
  public static final String OF = "quipu-replay-of";

  /** The consumer group of the job that counts it; jobs with other groups leave it out. */
  public static final String FOR = "quipu-replay-for";

  /** When the record was appended first, in milliseconds since 1970. */
  public static final String CAME = "quipu-replay-came";

  private ReplayHeaders() {}

  /**
   * Returns the headers of a replayed record.
   *
   * @param source the position of the record that was refused
   * @param consumerGroup the group of the job that counts it; empty for all jobs
   * @param came when the record was appended first; null if that is not known
   */
  public static List<Header> of(String source, String consumerGroup, @Nullable Instant came) {
    List<Header> headers = new ArrayList<>();
    headers.add(header(OF, source));
    if (!consumerGroup.isEmpty()) {
      headers.add(header(FOR, consumerGroup));
    }
    if (came != null) {
      headers.add(header(CAME, Long.toString(came.toEpochMilli())));
    }
    return headers;
  }

  /** Returns when a replayed record was appended first; empty if it is not known. */
  public static OptionalLong came(Headers headers) {
    Header given = headers.lastHeader(OF) == null ? null : headers.lastHeader(CAME);
    if (given == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(new String(given.value(), StandardCharsets.UTF_8)));
    } catch (NumberFormatException e) {
      // Anybody can write such a header; then the record has the time of its message.
      return OptionalLong.empty();
    }
  }

  /** Returns whether a message is a record that was replayed only for another job. */
  public static boolean isForOthers(Headers headers, byte[] consumerGroup) {
    Header given = headers.lastHeader(FOR);
    return given != null && !Arrays.equals(given.value(), consumerGroup);
  }

  /** A text as it is in a header. */
  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, utf8(value));
  }
}
