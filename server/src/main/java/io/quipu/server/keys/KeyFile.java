package io.quipu.server.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quipu.model.file.Utf8File;
import io.quipu.server.http.JsonRecords;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The file of keys, with one line of JSON for each {@link ApiKey}. Empty lines and lines that begin
 * with # are ignored. To revoke a key, delete its line.
 */
public final class KeyFile {
  private final Path path;

  public KeyFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /**
   * Reads the keys.
   *
   * @throws IllegalArgumentException if the file cannot be read, or a line of it is wrong; the
   *     message names the line
   */
  public List<ApiKey> read() {
    List<ApiKey> keys = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<String> lines = lines();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        ApiKey key = parse(line, i + 1);
        if (!ids.add(key.id())) {
          throw wrong(i + 1, "another line has the same id");
        }
        keys.add(key);
      }
    }
    return keys;
  }

  /** Adds a key at the end of the file. Only the owner can read a file that this method creates. */
  public void add(ApiKey key) {
    try {
      if (!Files.exists(path)
          && path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      String line = new String(JsonRecords.bytes(key), StandardCharsets.UTF_8) + "\n";
      Files.writeString(path, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The file of keys '" + path + "' cannot be written; check its folder and permissions.",
          e);
    }
  }

  private List<String> lines() {
    try (BufferedReader reader = Utf8File.open(path.toString())) {
      return reader.lines().toList();
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "There is no file of keys '" + path + "'; make a key with quipu serve new-key.", e);
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          "The file of keys '" + path + "' cannot be read as UTF-8 text; check its permissions.",
          e);
    }
  }

  private ApiKey parse(String line, int number) {
    ApiKey key;
    try {
      key = JsonRecords.mapper().readValue(line, ApiKey.class);
    } catch (JsonProcessingException e) {
      // Jackson's message would quote the line.
      throw wrong(number, "it is not a JSON object with id, name, salt, sha256 and companies");
    }
    if (Stream.of(key.id(), key.name(), key.salt(), key.sha256(), key.companies())
        .anyMatch(Objects::isNull)) {
      throw wrong(number, "id, name, salt, sha256 or companies is null");
    }
    if (!isHex(key.salt()) || !isHex(key.sha256()) || key.sha256().length() != 64) {
      throw wrong(number, "salt or sha256 is not in hexadecimal digits");
    }
    if (key.companies().isEmpty()) {
      throw wrong(number, "it names no companies");
    }
    Integer rate = key.requestsPerSecond();
    if (rate != null && rate < 1) {
      throw wrong(number, "requestsPerSecond is less than 1");
    }
    return key;
  }

  private static boolean isHex(String text) {
    return text.length() % 2 == 0 && text.chars().allMatch(HexFormat::isHexDigit);
  }

  private IllegalArgumentException wrong(int line, String what) {
    return new IllegalArgumentException(
        path + ":" + line + ": " + what + "; fix or delete the line.");
  }
}
