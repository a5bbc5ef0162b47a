package io.quipu.model.counter;

/** Escapes names for messages, because names may hold any character. */
public final class EscapedText {
  private EscapedText() {}

  /**
   * The text, with escapes in place of control, format and surrogate characters and of line and
   * paragraph separators.
   */
  public static String text(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              if (type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR
                  || type == Character.SURROGATE) {
                visible.append(String.format("\\u%04x", c));
              } else {
                visible.appendCodePoint(c);
              }
            });
    return visible.toString();
  }
}
