package io.quipu.model.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One spelling for each email address, by which customers and domains are told apart:
 *
 * <ul>
 *   <li>White space and invisible characters around the address are left out, and so is white space
 *       around the {@code @}. White space is all that Unicode calls so, such as a no-break space.
 *   <li>Of {@code Ana <ana@example.com>} and {@code ana@example.com (Ana)} the name is left out.
 *       Angle brackets and parentheses inside double quotes are ordinary.
 *   <li>What is before the last {@code @} is in normal form C and in lower case.
 *   <li>What follows it, the domain, is in lower case, too. It is the Unicode form by UTS 46
 *       (non-transitional), so {@code BÜCHER.example} and {@code xn--bcher-kva.example} are {@code
 *       bücher.example}. A full stop at its end is left out. A domain that UTS 46 refuses is only
 *       in normal form C and in lower case.
 *   <li>A text without {@code @} is taken for an address, too, as it still tells customers apart.
 *       It has no domain.
 * </ul>
 *
 * <p>The result is its own normal form. Addresses that a provider delivers to the same person, as
 * with {@code +tags} or dots, stay different.
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

  /** The address in its one spelling; null if the text is blank, as that is no address. */
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
        return slowly(text);
      }
    }
    if (at < 1 || text.charAt(text.length() - 1) == '.') {
      return slowly(text);
    }
    return upperCase ? text.toLowerCase(Locale.ROOT) : text;
  }

  /**
   * The domain of an address.
   *
   * @param normalized an address as {@link #normalize} spells it
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

  /** Whether a character is as it is in every address, whatever is around it. */
  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_'
        || c == '+';
  }

  /** Whether the hyphen is one of {@code xn--}. */
  private static boolean isEncodedLabel(String text, int hyphen) {
    return text.regionMatches(true, hyphen - 2, "xn--", 0, 4);
  }

  private static @Nullable String slowly(String text) {
    String address = strip(withoutName(strip(text)));
    int at = address.lastIndexOf('@');
    if (address.isEmpty()) {
      return null;
    }
    if (at < 0) {
      return lower(address);
    }
    return lower(strip(address.substring(0, at))) + '@' + domainOf(address.substring(at + 1));
  }

  private static String lower(String text) {
    // Lower case may need to be composed again, as that of the Turkish dotted capital I.
    return NFC.normalize(NFC.normalize(text).toLowerCase(Locale.ROOT));
  }

  private static String domainOf(String text) {
    String relative = trimDomain(text);
    IDNA.Info info = new IDNA.Info();
    StringBuilder unicode = UTS_46.nameToUnicode(relative, new StringBuilder(), info);
    return trimDomain(info.hasErrors() ? lower(relative) : unicode.toString());
  }

  /** Without white space around it and full stops, as UTS 46 knows them, at its end. */
  private static String trimDomain(String text) {
    String domain = strip(text);
    while (!domain.isEmpty() && FULL_STOPS.indexOf(domain.charAt(domain.length() - 1)) >= 0) {
      domain = strip(domain.substring(0, domain.length() - 1));
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
          // Of several addresses none is the one.
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

  private static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isNothing(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (to > from && isNothing(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  /** White space, control characters, and what is not seen: joiners, marks of direction. */
  private static boolean isNothing(int c) {
    return UCharacter.isUWhiteSpace(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
  }
}
