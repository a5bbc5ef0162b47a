package io.quipu.localstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a server, as an option in the command line of its process. It identifies the
 * process as this server, to the program and to a reader of a process list.
 */
public record ServerMark(Path folder) {
  private static final String PREFIX = "-Dquipu.server=";

  static ServerMark of(ServerFolder folder) {
    return new ServerMark(folder.root());
  }

  /** The mark of a process; empty if it has none or its command line may not be read. */
  static Optional<ServerMark> of(ProcessHandle process) {
    return process.info().arguments().stream()
        .flatMap(Stream::of)
        .filter(argument -> argument.startsWith(PREFIX))
        .map(argument -> new ServerMark(Path.of(argument.substring(PREFIX.length()))))
        .findFirst();
  }

  /** The Java option that carries the mark. */
  String option() {
    return PREFIX + folder;
  }

  /** Whether two marks name the same folder, even by different paths. */
  boolean isSame(ServerMark other) {
    try {
      return folder.equals(other.folder) || Files.isSameFile(folder, other.folder);
    } catch (IOException e) {
      return false;
    }
  }
}
