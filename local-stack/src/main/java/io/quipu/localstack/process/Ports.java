package io.quipu.localstack.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Chooses loopback ports for servers. */
public final class Ports {
  /** Stands for any free port. */
  public static final int ANY = 0;

  /** The key of the port that clients connect to. */
  public static final String CLIENT = "client";

  /*
   * Below the range that systems use for outgoing connections. Otherwise, while a server is down, a
   * client that keeps reconnecting could get the server's own port as its local port. It would then
   * connect to itself and block the server's restart.
   */
  private static final int FIRST = 12_000;
  private static final int COUNT = 20_000;

  /* Each process starts at a random place and counts on, so two threads never get the same port. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  public static final InetAddress LOOPBACK = loopback(1);

  private Ports() {}

  /** As {@link #decide(String, ServerFolder, InetAddress, Map)}, on the address 127.0.0.1. */
  public static Map<String, Integer> decide(
      String server, ServerFolder folder, Map<String, Integer> wanted) {
    return decide(server, folder, LOOPBACK, wanted);
  }

  /**
   * Chooses the ports of a server and records them in its folder.
   *
   * @param host the loopback address at which the server listens
   * @param wanted the ports by purpose; {@link #ANY} takes the port of the last start if it is
   *     still free, else any free one
   * @throws LocalStackException if a wanted port is taken
   */
  public static Map<String, Integer> decide(
      String server, ServerFolder folder, InetAddress host, Map<String, Integer> wanted) {
    Map<String, Integer> noted = noted(folder);
    Map<String, Integer> decided = new TreeMap<>();
    wanted.forEach(
        (purpose, port) -> {
          if (port == ANY) {
            int last = noted.getOrDefault(purpose, ANY);
            decided.put(purpose, last != ANY && isFree(host, last) ? last : anyFree(host));
          } else if (isFree(host, port)) {
            decided.put(purpose, port);
          } else {
            throw taken(server, purpose, host, port);
          }
        });
    Map<String, String> notes = new TreeMap<>();
    decided.forEach((purpose, port) -> notes.put(purpose, port.toString()));
    ServerFolder.writeProperties(folder.ports(), notes);
    return decided;
  }

  /** The ports that were last chosen for a folder, by purpose. */
  public static Map<String, Integer> noted(ServerFolder folder) {
    Map<String, Integer> ports = new TreeMap<>();
    ServerFolder.readProperties(folder.ports())
        .forEach((purpose, port) -> ports.put(purpose, Integer.valueOf(port)));
    return ports;
  }

  public static InetSocketAddress loopback(Map<String, Integer> decided, String purpose) {
    return new InetSocketAddress(LOOPBACK, Objects.requireNonNull(decided.get(purpose)));
  }

  /** A loopback address, 127.0.0.N; some systems other than Linux know only the first one. */
  public static InetAddress loopback(int number) {
    try {
      // Not InetAddress.getLoopbackAddress(), which is an IPv6 address on some machines.
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean isFree(InetAddress host, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, host)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int anyFree(InetAddress host) {
    for (int tried = 0; tried < COUNT; tried++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(host, port)) {
        return port;
      }
    }
    throw new LocalStackException(
        "No port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free: stop some servers.");
  }

  private static LocalStackException taken(
      String server, String purpose, InetAddress host, int port) {
    String option = "--" + server.toLowerCase(Locale.ROOT) + "-port";
    return new LocalStackException(
        "Port "
            + port
            + " on "
            + host.getHostAddress()
            + ", wanted as the "
            + purpose
            + " port of "
            + server
            + ", is taken: stop the process that listens there or choose another port"
            + (purpose.equals(CLIENT) ? " with " + option : "")
            + " (0 takes any free one).");
  }
}
