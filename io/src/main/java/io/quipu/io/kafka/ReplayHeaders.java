package io.quipu.io.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * What the message of a record that was sent again says: where it stood before, and for whom it is.
 * A topic may have several jobs, and the others have counted it long ago.
 */
public final class ReplayHeaders {
  /** Where the record stood when it was refused. */
  public static final String OF = "quipu-replay-of";

  /** The consumer group of the job that refused it; all others leave it out. */
  public static final String FOR = "quipu-replay-for";

  private ReplayHeaders() {}

  /**
   * The headers of a record that is sent again.
   *
   * @param source where it stood
   * @param consumerGroup for which job it is; empty if it is for all
   */
  public static List<Header> of(String source, String consumerGroup) {
    Header of = header(OF, source);
    return consumerGroup.isEmpty() ? List.of(of) : List.of(of, header(FOR, consumerGroup));
  }

  /** Whether a message is a record that was sent again for another job alone. */
  static boolean isForOthers(Headers headers, byte[] consumerGroup) {
    Header given = headers.lastHeader(FOR);
    return given != null && !Arrays.equals(given.value(), consumerGroup);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, utf8(value));
  }
}
