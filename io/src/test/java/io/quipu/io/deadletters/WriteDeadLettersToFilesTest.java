package io.quipu.io.deadletters;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.matchesRegex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.io.testing.Received;
import io.quipu.io.testing.Received.Blocking;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.transforms.coders.DeadLetterCoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;

class WriteDeadLettersToFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Text, broken text and bytes of any kind. */
  @Provide
  Arbitrary<List<byte[]>> payloads() {
    Arbitrary<byte[]> text =
        Arbitraries.strings().ofMaxLength(30).map(s -> s.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> cut = text.map(bytes -> Arrays.copyOf(bytes, Math.max(0, bytes.length - 1)));
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(30);
    return Arbitraries.frequencyOf(Tuple.of(3, text), Tuple.of(1, cut), Tuple.of(2, any))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 15)
  void anyBytesAreReadBackAsTheyWere(@ForAll("payloads") List<byte[]> payloads) throws IOException {
    List<DeadLetter> letters = new ArrayList<>();
    for (int i = 0; i < payloads.size(); i++) {
      letters.add(letter(payloads.get(i), i));
    }

    Map<String, String> read = new TreeMap<>();
    for (JsonNode line : linesOf(write(letters))) {
      read.put(line.get("source").textValue(), hex(payloadOf(line)));
    }

    Map<String, String> expected = new TreeMap<>();
    letters.forEach(
        letter ->
            expected.put(letter.record().position().toString(), hex(letter.record().payload())));
    assertThat(read, equalTo(expected));
  }

  @Example
  void aLineHasWhatIsDocumented() throws IOException {
    DeadLetter text = letter("{\"é\":\n\"\uD83E\uDDF6\"}".getBytes(StandardCharsets.UTF_8), 1);
    DeadLetter bytes = letter(new byte[] {(byte) 0xff, 0}, 2);

    List<String> lines = textOf(write(List.of(text, bytes)));

    String head = "{\"stage\":\"parse\",\"reason\":\"not-json\",\"message\":\"It is wrong.\",";
    assertThat(
        lines,
        containsInAnyOrder(
            head
                + "\"source\":\"events-0@1\",\"time\":\"1970-01-01T00:00:00.005Z\","
                + "\"payload\":\"{\\\"é\\\":\\n\\\"\\uD83E\\uDDF6\\\"}\"}",
            head
                + "\"source\":\"events-0@2\",\"time\":\"1970-01-01T00:00:00.005Z\","
                + "\"payloadBase64\":\"/wA=\"}"));
  }

  @Example
  void noDeadLettersMakeNoFiles() throws IOException {
    assertThat(filesOf(write(List.of())), equalTo(List.of()));
  }

  @Example
  void theFolderIsMadeAndItsFilesSayWhatTheyAre() throws IOException {
    List<String> names =
        filesOf(write(List.of(letter(new byte[1], 1)))).stream()
            .map(file -> String.valueOf(file.getFileName()))
            .toList();
    assertThat(names.size(), equalTo(1));
    assertThat(names, everyItem(matchesRegex("dead-letters-[0-9a-f-]{36}\\.jsonl")));
  }

  @Example
  void whatWaitsInMemoryIsBoundedAndNothingIsLost() throws IOException {
    List<DeadLetter> letters = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      letters.add(letter(new byte[3 << 20], i));
    }
    List<Integer> sizes = new ArrayList<>();
    for (JsonNode line : linesOf(write(letters))) {
      sizes.add(payloadOf(line).length);
    }
    assertThat(sizes.size(), equalTo(12));
    assertThat(sizes.stream().distinct().toList(), contains(3 << 20));
  }

  private static Path write(List<DeadLetter> letters) throws IOException {
    Path folder = Files.createTempDirectory("dead-letters-").resolve("new");
    Pipeline pipeline = Received.pipeline(Blocking.UNTIL_DONE);
    pipeline
        .apply("Letters", Create.of(letters).withCoder(DeadLetterCoder.of()))
        .apply("Write", WriteDeadLettersToFiles.of(folder.toString()));
    pipeline.run();
    return folder;
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static List<String> textOf(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : filesOf(folder)) {
      lines.addAll(Files.readString(file).lines().toList());
    }
    return lines;
  }

  private static List<JsonNode> linesOf(Path folder) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (Path file : filesOf(folder)) {
      // Not by lines(), which also ends a line at a lone carriage return.
      for (String line : Files.readString(file).split("\n", 0)) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  private static byte[] payloadOf(JsonNode line) throws IOException {
    JsonNode text = line.get("payload");
    return text == null
        ? line.get("payloadBase64").binaryValue()
        : text.textValue().getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static DeadLetter letter(byte[] payload, long offset) {
    RawRecord record = new RawRecord(payload, new SourcePosition("events", 0, offset), 5);
    return new DeadLetter("parse", "not-json", "It is wrong.", record);
  }
}
