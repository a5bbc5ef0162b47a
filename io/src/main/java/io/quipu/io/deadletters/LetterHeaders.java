package io.quipu.io.deadletters;

/** The headers of a dead letter's message, and of the mark that its record was sent again. */
public final class LetterHeaders {
  /** The stage that refused the record. */
  public static final String STAGE = "stage";

  /** Why, in a short word. */
  public static final String REASON = "reason";

  /** Why, for a person. */
  public static final String MESSAGE = "message";

  /** Where the record stood; the key too. */
  public static final String SOURCE = "source";

  /** The consumer group of the job that refused it. */
  public static final String JOB = "job";

  /** Only a mark has it: that the record of the letter with this key and job was sent again. */
  public static final String REPLAYED = "replayed";

  private LetterHeaders() {}
}
