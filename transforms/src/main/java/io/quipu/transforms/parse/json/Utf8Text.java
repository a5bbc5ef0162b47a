package io.quipu.transforms.parse.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks UTF-8 bytes and texts without creating strings. */
public final class Utf8Text {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long BACKSLASHES = '\\' * LOW_BITS;

  private Utf8Text() {}

  /** Returns whether every byte is an ASCII character other than a backslash. */
  static boolean isPlain(byte[] bytes) {
    int i = 0;
    for (; i + 8 <= bytes.length; i += 8) {
      long eight = (long) LONG.get(bytes, i);
      long apart = eight ^ BACKSLASHES;
      // The second term has a high bit wherever a byte is a backslash (and, harmlessly, perhaps
      // above one).
      if (((eight | ((apart - LOW_BITS) & ~apart)) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; i < bytes.length; i++) {
      if (bytes[i] < 0 || bytes[i] == '\\') {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether the text has more than this many bytes in UTF-8. It must have no unpaired
   * surrogates.
   */
  public static boolean isLonger(String text, int bytes) {
    if (text.length() * 3L <= bytes) {
      return false;
    }
    long length = 0;
    for (int i = 0; i < text.length() && length <= bytes; i++) {
      char c = text.charAt(i);
      // Each half of a pair stands for two of its four bytes.
      length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return length > bytes;
  }

  /** Returns the text with U+FFFD in place of each unpaired surrogate. */
  public static String wellFormed(String text) {
    StringBuilder replaced = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          replaced = replaced == null ? new StringBuilder(text) : replaced;
          replaced.setCharAt(i, '\uFFFD');
        }
      }
    }
    return replaced == null ? text : replaced.toString();
  }
}
