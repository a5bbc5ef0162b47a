package io.quipu.it.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads a job's folder of dead letters. */
public final class DeadLetterFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DeadLetterFiles() {}

  /** The original records; empty if there is no folder. */
  public static List<byte[]> read(Path folder) throws IOException {
    List<byte[]> records = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          for (String line : Files.readAllLines(file)) {
            JsonNode letter = JSON.readTree(line);
            records.add(
                letter.has("payload")
                    ? letter.get("payload").asText().getBytes(StandardCharsets.UTF_8)
                    : letter.get("payloadBase64").binaryValue());
          }
        }
      }
    }
    return records;
  }
}
