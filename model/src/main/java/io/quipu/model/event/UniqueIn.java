package io.quipu.model.event;

/**
 * Flags that say in which buckets an action is a customer's first. A set of them fits in a byte.
 */
public final class UniqueIn {
  /** First in no bucket: the customer already did it in this hour, or is unknown. */
  public static final int NONE = 0;

  /** The first in its hour. */
  public static final int HOUR = 1;

  /** The first in its day, and so in its hour. */
  public static final int DAY = 2;

  /** The first in its month, and so in its day and hour. */
  public static final int MONTH = 4;

  private UniqueIn() {}
}
