package io.quipu.localstack;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where the files of one server are, and how the small ones are read and written. */
record ServerFolder(Path root) {
  ServerFolder {
    root = root.toAbsolutePath().normalize();
  }

  Path conf() {
    return created(root.resolve("conf"));
  }

  Path data() {
    return created(root.resolve("data"));
  }

  Path ports() {
    return root.resolve("ports.properties");
  }

  Path process() {
    return root.resolve("process.properties");
  }

  /** Takes note that no process is meant to run here. */
  void forgetProcess() {
    try {
      Files.deleteIfExists(process());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path log() {
    return root.resolve("server.log");
  }

  /** Begins a new log, keeping the one before it. */
  void rotateLog() {
    try {
      if (Files.exists(log())) {
        Files.move(log(), root.resolve("server.log.previous"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of the log, or a word that there are none. */
  String lastLogLines(int count) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).strip().lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - count), lines.size());
      return last.isEmpty() ? "(nothing)" : String.join(System.lineSeparator(), last);
    } catch (NoSuchFileException e) {
      return "(nothing)";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The length of all files of the server; a file that vanishes meanwhile counts nothing. */
  long sizeBytes() {
    if (!Files.isDirectory(root)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  static void writeProperties(Path file, Map<String, String> entries) {
    Properties properties = new Properties();
    properties.putAll(entries);
    createParentOf(file);
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void createParentOf(Path file) {
    created(Objects.requireNonNull(file.toAbsolutePath().getParent()));
  }

  private static Path created(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
