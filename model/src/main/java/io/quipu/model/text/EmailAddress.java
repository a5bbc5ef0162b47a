package io.quipu.model.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Normalizes email addresses, so that each customer and each domain has one spelling:
 *
 * <ul>
 *   <li>White space and invisible characters around the address are removed, and so is white space
 *       around the {@code @}. White space is what Unicode defines as such, including the no-break
 *       space.
 *   <li>The name is removed from {@code Ana <ana@example.com>} and {@code ana@example.com (Ana)}.
 *       Angle brackets and parentheses inside double quotes are kept.
 *   <li>The part before the last {@code @} is converted to Unicode normal form C and lower case.
 *   <li>The domain after it is converted to its Unicode form and lower case by UTS 46
 *       (non-transitional). So {@code BÜCHER.example} and {@code xn--bcher-kva.example} become
 *       {@code bücher.example}. Full stops at its end are removed. A domain that UTS 46 refuses is
 *       only converted to normal form C and lower case.
 *   <li>Text without {@code @} is an address without a domain, because it still identifies a
 *       customer.
 * </ul>
 *
 * <p>A normalized address stays the same when it is normalized again. Addresses that a provider
 * delivers to the same person, as with {@code +tags} or dots, stay different.
 */
public final class EmailAddress {
  private static final Normalizer2 NFC = Normalizer2.getNFCInstance();

  private static final IDNA UTS_46 =
      IDNA.getUTS46Instance(
          IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ);

  private static final String FULL_STOPS = ".\u3002\uFF0E\uFF61";

  private EmailAddress() {}

  /** The normalized address; null if the text is blank. */
  public static @Nullable String normalize(String text) {
    boolean upperCase = false;
    int at = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '@') {
        at = i;
      } else if (c >= 'A' && c <= 'Z') {
        upperCase = true;
      } else if (!isPlain(c) || (c == '-' && isEncodedLabel(text, i))) {
        return normalizeSlowly(text);
      }
    }
    if (at < 1 || text.charAt(text.length() - 1) == '.') {
      return normalizeSlowly(text);
    }
    return upperCase ? text.toLowerCase(Locale.ROOT) : text;
  }

  /**
   * The domain of an address.
   *
   * @param normalized an address that {@link #normalize} returned
   * @return what follows the last {@code @}; null if nothing does, or if the text is not one
   *     address
   */
  public static @Nullable String domain(String normalized) {
    int at = normalized.lastIndexOf('@');
    if (at < 0 || at == normalized.length() - 1) {
      return null;
    }
    boolean quoted = normalized.charAt(0) == '"';
    for (int i = quoted ? at : 0; i < normalized.length(); i++) {
      char c = normalized.charAt(i);
      if (c == '<' || c == '>' || c == ',' || c == ';' || (i > at && UCharacter.isUWhiteSpace(c))) {
        return null;
      }
    }
    return normalized.substring(at + 1);
  }

  /** Whether normalization keeps this character in every context. */
  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_'
        || c == '+';
  }

  /** Whether the hyphen is the first of {@code xn--}. */
  private static boolean isEncodedLabel(String text, int hyphen) {
    return text.regionMatches(true, hyphen - 2, "xn--", 0, 4);
  }

  private static @Nullable String normalizeSlowly(String text) {
    String address = Blanks.strip(withoutName(Blanks.strip(text)));
    int at = address.lastIndexOf('@');
    if (address.isEmpty()) {
      return null;
    }
    if (at < 0) {
      return lower(address);
    }
    return lower(Blanks.strip(address.substring(0, at)))
        + '@'
        + domainOf(address.substring(at + 1));
  }

  private static String lower(String text) {
    // Lower case can break form C, as for the Turkish dotted capital I, so this composes again.
    return NFC.normalize(NFC.normalize(text).toLowerCase(Locale.ROOT));
  }

  private static String domainOf(String text) {
    String relative = trimDomain(text);
    IDNA.Info info = new IDNA.Info();
    StringBuilder unicode = UTS_46.nameToUnicode(relative, new StringBuilder(), info);
    return trimDomain(info.hasErrors() ? lower(relative) : unicode.toString());
  }

  /** Removes white space around a domain, and the full stops of UTS 46 at its end. */
  private static String trimDomain(String text) {
    String domain = Blanks.strip(text);
    while (!domain.isEmpty() && FULL_STOPS.indexOf(domain.charAt(domain.length() - 1)) >= 0) {
      domain = Blanks.strip(domain.substring(0, domain.length() - 1));
    }
    return domain;
  }

  /** The text between the angle brackets, or the text without its comments. */
  private static String withoutName(String text) {
    StringBuilder plain = new StringBuilder();
    int depth = 0;
    int open = -1;
    int close = -1;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escaped = c == '\\' && (quoted || depth > 0) && i + 1 < text.length();
      if (c == '"' && depth == 0) {
        quoted = !quoted;
      } else if (c == '(' && !quoted) {
        depth++;
      }
      if (depth == 0) {
        if (c == '<' && !quoted) {
          // Of several addresses, none is chosen.
          open = open < 0 ? plain.length() : Integer.MAX_VALUE;
        } else if (c == '>' && !quoted) {
          close = close < 0 ? plain.length() : Integer.MAX_VALUE;
        }
        plain.append(c);
        if (escaped) {
          plain.append(text.charAt(i + 1));
        }
      } else if (c == ')' && !quoted) {
        depth--;
      }
      i += escaped ? 1 : 0;
    }
    if (depth > 0 || quoted) {
      return text;
    }
    boolean pair = open >= 0 && close > open && close < Integer.MAX_VALUE;
    return pair && open < Integer.MAX_VALUE ? plain.substring(open + 1, close) : plain.toString();
  }
}
