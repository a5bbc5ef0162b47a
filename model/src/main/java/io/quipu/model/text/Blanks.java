package io.quipu.model.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/** Characters that a person does not see, such as the no-break space and the zero width joiner. */
public final class Blanks {
  private Blanks() {}

  /** Removes white space and invisible characters around a text, in any script. */
  public static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlankOrInvisible(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (to > from && isBlankOrInvisible(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  /** White space, control characters, and invisible ones, such as joiners and direction marks. */
  private static boolean isBlankOrInvisible(int c) {
    return UCharacter.isUWhiteSpace(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
  }
}
