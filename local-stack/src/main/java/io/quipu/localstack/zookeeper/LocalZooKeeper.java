package io.quipu.localstack.zookeeper;

import io.quipu.localstack.process.JavaProgram;
import io.quipu.localstack.process.Lifetime;
import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.ServerClassPath;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of a ZooKeeper server on this machine, on the loopback address and any free port. Its
 * data survives a kill.
 *
 * @param folder the folder of all files of the server
 * @param lifetime whether the server ends with this process
 */
public record LocalZooKeeper(Path folder, Lifetime lifetime) {
  public static final String NAME = "ZooKeeper";

  private static final String SERVER = "zookeeper";

  /** The unit of its times, in milliseconds: a session may end after two of them. */
  private static final String TICK = "1000";

  /* To standard output, which goes to the server's log. */
  private static final Map<String, String> LOG4J =
      Map.of(
          "log4j.rootLogger", "WARN, out",
          "log4j.appender.out", "org.apache.log4j.ConsoleAppender",
          "log4j.appender.out.layout", "org.apache.log4j.PatternLayout",
          "log4j.appender.out.layout.ConversionPattern", "%d{ISO8601} %p %c{1}: %m%n");

  /**
   * Starts the server and returns at once; it answers a second later.
   *
   * @throws io.quipu.localstack.process.LocalStackException if a server runs in the folder, or the
   *     project is not built
   */
  public RunningZooKeeper start() {
    ServerFolder files = new ServerFolder(folder);
    ServerProcess.requireNoneIn(NAME, files);
    Map<String, Integer> ports = Ports.decide(NAME, files, Map.of(Ports.CLIENT, Ports.ANY));
    Path settings = files.conf().resolve("zoo.properties");
    ServerFolder.writeProperties(settings, settings(files, ports));
    Path log4j = files.conf().resolve("log4j.properties");
    ServerFolder.writeProperties(log4j, LOG4J);
    JavaProgram server =
        new JavaProgram(
            ServerClassPath.of(SERVER),
            List.of(
                "-Xmx128m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Dlog4j.configuration=" + log4j.toUri()),
            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            List.of(settings.toString()));
    return new RunningZooKeeper(
        files,
        Ports.loopback(ports, Ports.CLIENT),
        ServerProcess.start(NAME, files, lifetime, server));
  }

  private static Map<String, String> settings(ServerFolder files, Map<String, Integer> ports) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("clientPort", Integer.toString(Ports.loopback(ports, Ports.CLIENT).getPort()));
    settings.put("clientPortAddress", Ports.LOOPBACK.getHostAddress());
    settings.put("dataDir", files.data().toString());
    settings.put("tickTime", TICK);
    settings.put("admin.enableServer", "false");
    settings.put("4lw.commands.whitelist", "srvr");
    return settings;
  }
}
