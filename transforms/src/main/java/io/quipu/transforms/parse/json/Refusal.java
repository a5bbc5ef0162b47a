package io.quipu.transforms.parse.json;

/**
 * Thrown for a record that is not a valid event. It has no stack trace, because bad input is
 * normal.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String explanation;

  /**
   * @param reason a short word, for metrics and filters
   * @param explanation what is wrong and how to fix it, without any value of the record
   */
  public Refusal(String reason, String explanation) {
    super(explanation, null, false, false);
    this.reason = reason;
    this.explanation = explanation;
  }

  public String reason() {
    return reason;
  }

  public String explanation() {
    return explanation;
  }
}
