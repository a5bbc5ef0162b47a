package io.quipu.it.faults;

import io.quipu.localstack.process.RunningServer;
import java.io.IOException;

/** The space that a server has for its files. A limit of its process stands for a full disk. */
final class DiskSpace {
  private DiskSpace() {}

  /** Lets no file of a server grow any more. */
  static void fill(RunningServer server) throws Exception {
    limit(server, "0:");
  }

  /** Lets the files of a server grow again. */
  static void free(RunningServer server) throws Exception {
    limit(server, "unlimited:");
  }

  private static void limit(RunningServer server, String bytes) throws Exception {
    String pid = Long.toString(server.pid());
    Process command = new ProcessBuilder("prlimit", "--pid", pid, "--fsize=" + bytes).start();
    if (command.waitFor() != 0) {
      throw new IOException("prlimit does not work here; leave this fault out (-Dfaults.only).");
    }
  }
}
