package io.quipu.query.api;

import io.quipu.query.http.Json;
import io.quipu.query.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Where a page ends, as a word that a client hands back. */
final class PageToken {
  private PageToken() {}

  static String of(List<String> position) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(position));
  }

  /**
   * The position that a token stands for.
   *
   * @param parts of how many it is
   * @throws Problem if it is no such token
   */
  static List<String> position(String token, int parts) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      List<String> position = Json.strings(text);
      if (position.size() == parts) {
        return position;
      }
    } catch (IllegalArgumentException e) {
      // Then it is refused below.
    }
    throw refusal();
  }

  static Problem refusal() {
    return Problem.ofParameter(
        "after", "after is not the next of a page of this list; leave it out to begin again.");
  }
}
