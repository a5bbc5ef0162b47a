package io.quipu.pipeline.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.hash.Hashing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters in a folder of this machine. A replay writes their records to a new file of
 * lines below the folder, which a job can then count like any other file.
 */
final class FolderLetters implements Letters {
  private static final JsonFactory JSON = new JsonFactory();

  private final Path folder;
  private final Replays replays;

  FolderLetters(String folder) {
    if (folder.contains("://")) {
      throw new LettersException(
          "The folder '" + folder + "' is not on this machine; copy it here, and name the copy.");
    }
    this.folder = Path.of(folder);
    this.replays = new Replays(this.folder.resolve("replays"));
  }

  @Override
  public void forEach(Visitor visitor) throws InterruptedException {
    try {
      Set<String> replayed = replays.ids();
      Set<String> seen = new HashSet<>();
      for (Path file : files()) {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
          long number = 0;
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Letter letter = letter(line, file, ++number);
            if (letter != null && seen.add(id(letter))) {
              visitor.letter(letter, replayed.contains(id(letter)));
            }
          }
        }
      }
    } catch (IOException e) {
      throw problem(e);
    }
  }

  /** Returns whether the record fits in one line of a file; every record from a file does. */
  @Override
  public boolean canReplay(Letter letter) {
    boolean blank = true;
    for (byte one : letter.payload()) {
      if (one == '\n') {
        return false;
      }
      blank &= one == ' ' || one == '\t' || one == '\r';
    }
    return !blank;
  }

  @Override
  public Map<String, Long> replay(ReplayOrder order) throws InterruptedException {
    try (Replays.Replay replay = replays.begin()) {
      forEach(
          (letter, replayed) -> {
            if (!replayed && canReplay(letter) && order.wanted().test(letter)) {
              replay.add(letter.payload(), id(letter));
            }
          });
      order.requireConfirmed(replay.size());
      return replay.size() == 0 ? Map.of() : Map.of(replay.commit().toString(), replay.size());
    } catch (IOException e) {
      throw problem(e);
    }
  }

  /** Lists the files in the order in which they were written. */
  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new LettersException(
          "There is no folder '" + folder + "'; name that of the job's --dead-letters.");
    }
    try (Stream<Path> files = Files.list(folder)) {
      Map<Path, Instant> written = new HashMap<>();
      for (Path file : files.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
        written.put(file, Files.getLastModifiedTime(file).toInstant());
      }
      return written.entrySet().stream()
          .sorted(
              Map.Entry.<Path, Instant>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /**
   * Parses the letter in a line; null if the line is incomplete. Its job has then written the
   * letter again.
   */
  private static @Nullable Letter letter(String line, Path file, long number) throws IOException {
    Map<String, String> fields = new HashMap<>();
    byte[] bytes = null;
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        if (name.equals("payloadBase64")) {
          bytes = json.getBinaryValue();
        } else {
          fields.put(name, json.getText());
        }
      }
    } catch (JsonProcessingException e) {
      return null;
    }
    return new Letter(
        fields.getOrDefault("stage", ""),
        fields.getOrDefault("reason", ""),
        fields.getOrDefault("message", ""),
        fields.getOrDefault("source", ""),
        "",
        time(fields.get("time"), file),
        null,
        file + ":" + number,
        bytes == null
            ? fields.getOrDefault("payload", "").getBytes(StandardCharsets.UTF_8)
            : bytes);
  }

  private static Instant time(@Nullable String text, Path file) throws IOException {
    try {
      return text == null ? Files.getLastModifiedTime(file).toInstant() : Instant.parse(text);
    } catch (DateTimeException e) {
      return Files.getLastModifiedTime(file).toInstant();
    }
  }

  /**
   * Identifies a letter by source and payload: a file can be replaced by another of the same name,
   * so the position alone is not enough.
   */
  private static String id(Letter letter) {
    String payload = Hashing.sha256().hashBytes(letter.payload()).toString();
    return Hashing.sha256()
        .hashString(letter.source() + '\n' + payload, StandardCharsets.UTF_8)
        .toString();
  }

  private UncheckedIOException problem(IOException e) {
    return new UncheckedIOException(
        "The folder '" + folder + "' cannot be read or written; check its rights and the disk.", e);
  }
}
