package io.quipu.io.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The headers of a replayed record: its first position, and the job for which it was replayed.
 * Other jobs that read the topic have counted the record already.
 */
public final class ReplayHeaders {
  /** The position of the record that was refused. */
  public static final String OF = "quipu-replay-of";

  /** The consumer group of the job that counts it; jobs with other groups leave it out. */
  public static final String FOR = "quipu-replay-for";

  private ReplayHeaders() {}

  /**
   * Returns the headers of a replayed record.
   *
   * @param source the position of the record that was refused
   * @param consumerGroup the group of the job that counts it; empty for all jobs
   */
  public static List<Header> of(String source, String consumerGroup) {
    Header of = header(OF, source);
    return consumerGroup.isEmpty() ? List.of(of) : List.of(of, header(FOR, consumerGroup));
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
