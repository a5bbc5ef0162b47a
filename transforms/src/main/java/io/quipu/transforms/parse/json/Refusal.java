package io.quipu.transforms.parse.json;

/** Ends the reading of a record that is no event. It has no stack trace: bad input is ordinary. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String explanation;

  /**
   * @param reason a word to count and filter by
   * @param explanation what is wrong and what would be right, without any value of the record
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
