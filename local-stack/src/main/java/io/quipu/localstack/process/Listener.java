package io.quipu.localstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds out which process listens at a port of this machine; works on Linux only. Two servers that
 * start at the same moment may be given the same port. Only one of them gets it; the other one must
 * not take that server's answers for its own.
 */
public final class Listener {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final Pattern WHITESPACE = Pattern.compile("\\s+");

  /* The columns of these tables. */
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";

  private Listener() {}

  /** Whether a process other than this one listens at a port; false if unknown. */
  static boolean isOther(int port, long pid) {
    try {
      Set<String> sockets = new HashSet<>();
      for (Path table : TABLES) {
        sockets.addAll(listening(table, port));
      }
      return !sockets.isEmpty() && !hasAny(pid, sockets);
    } catch (IOException e) {
      // Not Linux, or a process that we may not inspect.
      return false;
    }
  }

  private static Set<String> listening(Path table, int port) throws IOException {
    String end = String.format(Locale.ROOT, ":%04X", port);
    Set<String> sockets = new HashSet<>();
    for (String line : Files.readAllLines(table)) {
      String[] columns = WHITESPACE.split(line.strip(), -1);
      if (columns.length > INODE
          && columns[LOCAL_ADDRESS].endsWith(end)
          && columns[STATE].equals(LISTENING)) {
        sockets.add("socket:[" + columns[INODE] + "]");
      }
    }
    return sockets;
  }

  private static boolean hasAny(long pid, Set<String> sockets) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.anyMatch(file -> sockets.contains(target(file)));
    }
  }

  /** The target of a link; empty if the file was closed meanwhile. */
  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
