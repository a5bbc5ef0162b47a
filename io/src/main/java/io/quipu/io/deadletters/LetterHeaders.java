package io.quipu.io.deadletters;

/**
 * The headers of a dead letter's message, and of the mark that says that its record was replayed.
 */
public final class LetterHeaders {
  /** The stage that refused the record. */
  public static final String STAGE = "stage";

  /** The reason, as a short word. */
  public static final String REASON = "reason";

  /** The reason, as a sentence for people. */
  public static final String MESSAGE = "message";

  /** The position of the record; it is also the message's key. */
  public static final String SOURCE = "source";

  /** The consumer group of the job that refused it. */
  public static final String JOB = "job";

  /** When the record was appended, in milliseconds since 1970. */
  public static final String CAME = "came";

  /** Only a mark has this header: the record of the letter with this key and job was replayed. */
  public static final String REPLAYED = "replayed";

  private LetterHeaders() {}
}
