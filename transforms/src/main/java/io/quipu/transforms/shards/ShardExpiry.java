package io.quipu.transforms.shards;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.state.Shard;
import java.io.Serializable;
import java.time.ZoneOffset;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.display.HasDisplayData;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Computes when a shard's state expires: after its month is over and no batch has come for it, both
 * for the retention. The shards of a month expire one after another during a day, not all in one
 * second; with a retention below a day, during the retention, but at least a minute.
 */
public final class ShardExpiry implements HasDisplayData, Serializable {
  private static final long serialVersionUID = 2L;
  private static final long DAY = Duration.standardDays(1).getMillis();

  /** State that is kept for this long is kept forever; no sum with it overflows. */
  private static final long FOREVER = GlobalWindow.INSTANCE.maxTimestamp().getMillis();

  private static final long MINUTE = Duration.standardMinutes(1).getMillis();

  private final long retention;
  private final int shards;

  /** During which the shards of a month expire, and to which times are rounded. */
  private final long spread;

  /**
   * @throws IllegalArgumentException if the retention is negative or there are no shards
   */
  public ShardExpiry(Duration retention, int shards) {
    if (retention.isShorterThan(Duration.ZERO)) {
      throw new IllegalArgumentException(
          "The retention is " + retention + "; it must be zero or longer.");
    }
    if (shards < 1) {
      throw new IllegalArgumentException(
          "There are " + shards + " shards; there must be 1 or more.");
    }
    this.retention = Math.min(retention.getMillis(), FOREVER);
    this.shards = shards;
    this.spread = Math.max(MINUTE, Math.min(DAY, this.retention));
  }

  /** How many shards each month has. */
  public int shards() {
    return shards;
  }

  /**
   * Returns the stream time at which the shard's state expires, if a batch came for it just now.
   */
  public Instant expiry(Shard shard, Instant now) {
    // Rounded up, so that a busy shard's timer does not move with every batch.
    long touched = (Math.floorDiv(now.getMillis(), spread) + 1) * spread;
    long turn = spread * shard.number() / shards;
    long expiry = Math.max(monthEnd(shard), touched) + retention + turn;
    return Instant.ofEpochMilli(Math.min(expiry, FOREVER));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(
            DisplayData.item("retention", Duration.millis(retention))
                .withLabel("Retention after the month and its last batch, in stream time"))
        .add(DisplayData.item("shards", shards).withLabel("Shards of each month"));
  }

  /** Returns a time at which the month is over in every time zone: a day after its end in UTC. */
  private static long monthEnd(Shard shard) {
    return LocalHour.yearMonth(shard.month())
            .plusMonths(1)
            .atDay(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant()
            .toEpochMilli()
        + DAY;
  }
}
