package io.quipu.transforms.combine;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Fixed windows in which each shard has its own offset, so that many shards do not all fire at the
 * same moment.
 */
final class StaggeredWindows implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final long LAST = GlobalWindow.INSTANCE.maxTimestamp().getMillis();

  private final long size;

  StaggeredWindows(Duration size) {
    this.size = size.getMillis();
  }

  /**
   * Returns the exclusive end of the shard's window that contains this instant. No window ends
   * after the global window.
   */
  Instant end(Instant time, int shard) {
    // Consecutive shards are spread over the window by the golden ratio (Knuth's multiplicative
    // hashing), however many there are.
    long offset = Math.floorMod((shard * 0x9E3779B97F4A7C15L) >>> 1, size);
    long start = Math.floorDiv(time.getMillis() - offset, size) * size + offset;
    return Instant.ofEpochMilli(Math.min(start + size, LAST));
  }
}
