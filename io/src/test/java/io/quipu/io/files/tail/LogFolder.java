package io.quipu.io.files.tail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.beam.sdk.io.Compression;

/** Files that a program writes and a log rotation rotates. */
final class LogFolder {
  private final Path folder;

  LogFolder(Path folder) {
    this.folder = folder;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  String glob(String glob) {
    return folder + "/" + glob;
  }

  /** Adds bytes to a file, which is made if it is not there. */
  LogFolder append(String name, String text) {
    try {
      Files.writeString(path(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  LogFolder rename(String from, String to) throws IOException {
    Files.move(path(from), path(to));
    return this;
  }

  LogFolder copy(String from, String to) throws IOException {
    Files.copy(path(from), path(to));
    return this;
  }

  LogFolder truncate(String name) throws IOException {
    FileChannel.open(path(name), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
        .close();
    return this;
  }

  LogFolder delete(String name) throws IOException {
    Files.delete(path(name));
    return this;
  }

  /** Writes the compressed file, and keeps the other one until {@link #delete}, as gzip does. */
  LogFolder compress(String name, Compression compression) throws IOException {
    Path to = path(name + compression.getSuggestedSuffix());
    try (WritableByteChannel out =
        compression.writeCompressed(
            Channels.newChannel(Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)))) {
      out.write(java.nio.ByteBuffer.wrap(Files.readAllBytes(path(name))));
    }
    return this;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
