package io.quipu.server.api;

import io.quipu.server.http.JsonRecords;
import io.quipu.server.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Where a page ends, as a word that a client hands back. */
public final class PageToken {
  private PageToken() {}

  public static String of(List<String> position) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonRecords.bytes(position));
  }

  /**
   * The position that a token stands for.
   *
   * @param parts of how many it is
   * @throws Problem if it is no such token
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
        "after", "after is not the next of a page of this list; leave it out to begin again.");
  }
}
