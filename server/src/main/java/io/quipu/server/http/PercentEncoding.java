package io.quipu.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Decodes percent-encoded UTF-8 in URLs. Refuses what is not well-formed. */
final class PercentEncoding {
  private PercentEncoding() {}

  /** Decodes a segment of a path. */
  static String decodeSegment(String segment) {
    return decode(segment, false);
  }

  /** Decodes the parameters of a query, in which a plus is a space. */
  static Map<String, List<String>> decodeQuery(@Nullable String query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (String part : query.split("&", -1)) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1);
        parameters
            .computeIfAbsent(decode(name, true), key -> new ArrayList<>())
            .add(decode(value, true));
      }
    }
    return parameters;
  }

  private static String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0 && isAscii(text)) {
      return text;
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      byte b = encoded[i];
      if (b == '%') {
        int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
        int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw broken();
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(b == '+' && plusIsSpace ? ' ' : b);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw broken();
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static Problem broken() {
    return Problem.of(
        HttpStatus.BAD_REQUEST_400,
        "The address is not percent-encoded UTF-8; encode each name, as encodeURIComponent does.");
  }
}
