package io.quipu.server.api;

import io.quipu.server.http.JsonRecords;
import io.quipu.server.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The end of a page as a token. A client sends it to get the next page. */
public final class PageToken {
  private PageToken() {}

  public static String of(List<String> position) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonRecords.bytes(position));
  }

  /**
   * Parses the position in a token.
   *
   * @param parts the number of parts of the position
   * @throws Problem if the text is not such a token
   */
  public static List<String> position(String token, int parts) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      List<String> position = JsonRecords.strings(text);
      if (position.size() == parts) {
        return position;
      }
    } catch (IllegalArgumentException e) {
      // Then it is refused below.
    }
    throw refusal();
  }

  public static Problem refusal() {
    return Problem.ofParameter(
        "after", "after is not the field next of a page of this list; omit it to begin again.");
  }
}
