package io.quipu.localstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a server, in the command line of its process: the mark by which a process is known
 * to be this server and no other, and that says to a person which one it is.
 */
public record ServerMark(Path folder) {
  private static final String PREFIX = "-Dquipu.server=";

  static ServerMark of(ServerFolder folder) {
    return new ServerMark(folder.root());
  }

  /** The mark of a process; none if it has none, or its command line is not ours to read. */
  static Optional<ServerMark> of(ProcessHandle process) {
    return process.info().arguments().stream()
        .flatMap(Stream::of)
        .filter(argument -> argument.startsWith(PREFIX))
        .map(argument -> new ServerMark(Path.of(argument.substring(PREFIX.length()))))
        .findFirst();
  }

  /** The option of Java that makes the mark. */
  String option() {
    return PREFIX + folder;
  }

  /** Whether two marks are of the same folder, by whatever path. */
  boolean isSame(ServerMark other) {
    try {
      return folder.equals(other.folder) || Files.isSameFile(folder, other.folder);
    } catch (IOException e) {
      return false;
    }
  }
}
