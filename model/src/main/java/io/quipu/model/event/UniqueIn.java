package io.quipu.model.event;

/** In which buckets an action is a customer's first: flags of a set that fits a byte. */
public final class UniqueIn {
  /** In none: the customer did it in this hour before, or is unknown. */
  public static final int NONE = 0;

  /** The first in its hour. */
  public static final int HOUR = 1;

  /** The first in its day, and so in its hour. */
  public static final int DAY = 2;

  /** The first in its month, and so in its day and hour. */
  public static final int MONTH = 4;

  private UniqueIn() {}
}
