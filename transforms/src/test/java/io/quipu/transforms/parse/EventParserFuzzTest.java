package io.quipu.transforms.parse;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Broken events never break the parser, and each is counted once. */
class EventParserFuzzTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final int ROUNDS = 60_000;

  private static final List<String> EVENTS =
      List.of(
          Catalogs.event(
              "open",
              ",\"client\":{\"browser\":\"Fire\\u0066ox\"},\"tags\":[\"a\",1,true],\"bot\":false,"
                  + "\"message_id\":\"m\",\"email\":\"é@b.c\",\"quantity\":12"),
          Catalogs.event(
              "purchase",
              ",\"items\":[{\"sku\":\"x\"},{\"sku\":\"y\"}],\"revenue\":\"15.30\",\"id\":9,"
                  + "\"quantity\":1.5e1,\"more\":{\"a\":{\"b\":null}}"),
          Catalogs.event("bounce", ",\"big\":123456789012345678901234567890"));

  private static final List<String> PIECES =
      List.of(
          "[",
          "]",
          "{",
          "}",
          "\"",
          "\\",
          ",",
          ":",
          "null",
          "-",
          "e999999999",
          "1e-999999999",
          "\\ud800",
          "\\u0000",
          "\"type\":\"open\",",
          "\u0000",
          "NaN",
          "é",
          "😀",
          " ",
          "[".repeat(100),
          "9".repeat(2000),
          "x".repeat(5000));

  @Test
  void mutatedEventsAreReadOrRefusedNeverBoth() {
    for (int limit : new int[] {0, 3}) {
      EventParser parser = new EventParser(Catalogs.rich(limit));
      Random random = new Random(20_260_301);
      Map<String, Integer> outcomes = new TreeMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bytes = EVENTS.get(random.nextInt(EVENTS.size())).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i >= 0; i--) {
          bytes = mutate(bytes, random);
        }
        outcomes.merge(outcome(parser, bytes), 1, Integer::sum);
      }
      assertThat(outcomes.values().stream().mapToInt(n -> n).sum(), equalTo(ROUNDS));
      // The mutations cover much: some events still pass, and many reasons occur.
      assertThat(outcomes.getOrDefault("event", 0), greaterThan(ROUNDS / 100));
      assertThat(outcomes.toString(), outcomes.size(), greaterThan(9));
    }
  }

  /** Parses the bytes, compares the result with that of another JSON reader, and returns it. */
  private static String outcome(EventParser parser, byte[] bytes) {
    ParseResult result = parser.parse(Catalogs.record(bytes));
    boolean refused = result.deadLetter() != null;
    assertThat(refused && !result.events().isEmpty(), equalTo(false));
    String text = decode(bytes);
    if (!refused) {
      assertThat("accepted, but not JSON in UTF-8", text != null && isObject(text));
      return result.ignored() ? "ignored" : "event";
    }
    String reason = Objects.requireNonNull(result.deadLetter()).reason();
    if (reason.equals("not-json")) {
      assertThat("refused as not JSON, but it is", text == null || !isObject(text));
    } else if (reason.equals("invalid-utf-8")) {
      assertThat("refused as not UTF-8, but it is", text == null);
    }
    return reason;
  }

  private static @Nullable String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isObject(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node != null && node.isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, at + random.nextInt(12));
    return switch (random.nextInt(5)) {
      case 0 -> flip(bytes, random);
      case 1 -> Arrays.copyOf(bytes, at);
      case 2 -> splice(bytes, at, to, new byte[0]);
      case 3 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
      default -> {
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        yield splice(bytes, at, at, piece.getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  private static byte[] flip(byte[] bytes, Random random) {
    byte[] flipped = bytes.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  /** The bytes with those from one place to another replaced. */
  private static byte[] splice(byte[] bytes, int from, int to, byte[] instead) {
    ByteBuffer result = ByteBuffer.allocate(bytes.length - (to - from) + instead.length);
    result.put(bytes, 0, from).put(instead).put(bytes, to, bytes.length - to);
    return result.array();
  }
}
