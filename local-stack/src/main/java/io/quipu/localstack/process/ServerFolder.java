package io.quipu.localstack.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder of one server: paths of its files, and methods to read and write the small ones. */
public record ServerFolder(Path root) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT);

  public ServerFolder {
    root = root.toAbsolutePath().normalize();
  }

  public Path conf() {
    return created(root.resolve("conf"));
  }

  public Path data() {
    return created(root.resolve("data"));
  }

  Path ports() {
    return root.resolve("ports.properties");
  }

  public Path process() {
    return root.resolve("process.properties");
  }

  /** Deletes the record of the last process: from now on none is meant to run here. */
  public void forgetProcess() {
    try {
      Files.deleteIfExists(process());
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  public Path log() {
    return root.resolve("server.log");
  }

  /** Begins a new log and keeps the previous one. */
  void rotateLog() {
    try {
      if (Files.exists(log())) {
        Files.move(log(), root.resolve("server.log.previous"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Adds a line to the log, with the time; the server may write to it at the same time. */
  void appendToLog(String line) {
    String time = TIME.format(Clock.systemUTC().instant().atOffset(ZoneOffset.UTC));
    try {
      Files.writeString(
          log(), time + " " + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The log " + log() + " cannot be written; check the folder and its rights.", e);
    }
  }

  /** The last lines of the log, or {@code (nothing)} if there are none. */
  String lastLogLines(int count) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).strip().lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - count), lines.size());
      return last.isEmpty() ? "(nothing)" : String.join(System.lineSeparator(), last);
    } catch (NoSuchFileException e) {
      return "(nothing)";
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** The length of all files of the server, in bytes; a file deleted meanwhile counts as 0. */
  long sizeBytes() {
    if (!Files.isDirectory(root)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  static Map<String, String> readProperties(Path file) {
    Map<String, String> entries = new TreeMap<>();
    try (Reader in = Files.newBufferedReader(file)) {
      Properties properties = new Properties();
      properties.load(in);
      properties.stringPropertyNames().forEach(k -> entries.put(k, properties.getProperty(k)));
    } catch (NoSuchFileException e) {
      // An absent file has no entries.
    } catch (IOException e) {
      throw unusable(e);
    }
    return entries;
  }

  public static void writeProperties(Path file, Map<String, String> entries) {
    Properties properties = new Properties();
    properties.putAll(entries);
    createParentOf(file);
    // To a stream, so that all but ASCII is escaped: Kafka reads its properties as Latin-1.
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  static void createParentOf(Path file) {
    created(Objects.requireNonNull(file.toAbsolutePath().getParent()));
  }

  /** The message of an I/O error alone is often only a path. */
  private static UncheckedIOException unusable(IOException e) {
    return new UncheckedIOException(
        "A file of a local server cannot be used (" + e + "); check its folder and its rights.", e);
  }

  private static Path created(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw unusable(e);
    }
  }
}
