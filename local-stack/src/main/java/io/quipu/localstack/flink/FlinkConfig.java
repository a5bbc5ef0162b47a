package io.quipu.localstack.flink;

import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.ServerFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The content of a local Flink cluster's configuration files, and the options of its JVMs. */
final class FlinkConfig {
  /** The key of the port at which task managers reach the job manager. */
  static final String RPC = "rpc";

  /** The name of Flink's configuration file. */
  static final String FILE = "flink-conf.yaml";

  /* To standard output, which goes to the process's log. */
  static final Map<String, String> LOG4J =
      Map.of(
          "log4j.rootLogger", "WARN, out",
          // It tells which job manager leads.
          "log4j.logger.org.apache.flink.runtime.dispatcher.runner", "INFO",
          "log4j.logger.org.apache.flink.runtime.checkpoint.CheckpointCoordinator", "INFO",
          "log4j.logger.org.apache.flink.runtime.executiongraph.ExecutionGraph", "INFO",
          "log4j.appender.out", "org.apache.log4j.ConsoleAppender",
          "log4j.appender.out.layout", "org.apache.log4j.PatternLayout",
          "log4j.appender.out.layout.ConversionPattern", "%d{ISO8601} %p %c{1}: %m%n");

  private static final List<String> OPENS =
      List.of(
          "java.lang",
          "java.net",
          "java.nio",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic");

  private static final int JOB_MANAGER_HEAP = 512;
  private static final int FRAMEWORK_HEAP = 128;
  private static final int FRAMEWORK_OFF_HEAP = 128;
  private static final int TASK_OFF_HEAP = 256;
  private static final int NETWORK = 64;
  private static final int METASPACE = 384;
  private static final int OVERHEAD = 256;

  private FlinkConfig() {}

  /**
   * The configuration of a process of the cluster.
   *
   * @param jobManager the ports of the process if it is a job manager, else those of the first one
   * @param zooKeeper its address; empty without high availability
   */
  static String yaml(
      LocalFlink settings,
      ServerFolder process,
      Map<String, Integer> jobManager,
      String zooKeeper) {
    String webPort = Integer.toString(Ports.loopback(jobManager, Ports.CLIENT).getPort());
    String rpcPort = Integer.toString(Ports.loopback(jobManager, RPC).getPort());
    Map<String, String> entries = new TreeMap<>();
    entries.put("jobmanager.rpc.address", "127.0.0.1");
    entries.put("jobmanager.rpc.port", rpcPort);
    entries.put("jobmanager.bind-host", "127.0.0.1");
    entries.put("taskmanager.host", "127.0.0.1");
    entries.put("taskmanager.bind-host", "127.0.0.1");
    entries.put("rest.address", "127.0.0.1");
    entries.put("rest.bind-address", "127.0.0.1");
    entries.put("rest.port", webPort);
    entries.put("io.tmp.dirs", process.data().toString());
    entries.put("web.tmpdir", process.data().toString());
    entries.put("state.checkpoints.dir", settings.checkpoints().toUri().toString());
    entries.put("state.savepoints.dir", settings.savepoints().toUri().toString());
    // Long enough that a process which is only slow, on a busy machine, is not given up.
    entries.put("heartbeat.interval", "2000");
    entries.put("heartbeat.timeout", "30000");
    if (settings.highAvailability()) {
      entries.put("high-availability.type", "zookeeper");
      entries.put("high-availability.zookeeper.quorum", zooKeeper);
      entries.put(
          "high-availability.storageDir", settings.highAvailabilityFolder().toUri().toString());
      entries.put("high-availability.cluster-id", "/quipu");
      entries.put("high-availability.jobmanager.port", rpcPort);
      // Flink would look for a user of ZooKeeper, and log an error when there is none.
      entries.put("zookeeper.sasl.disable", "true");
      // After this time without a sign of life, another job manager takes over: by default a
      // minute.
      entries.put("high-availability.zookeeper.client.session-timeout", "8000");
    }
    // Users watch the metrics in the web interface, so they are fetched every second.
    entries.put("metrics.fetcher.update-interval", "1000");
    entries.putAll(settings.properties());
    StringBuilder yaml = new StringBuilder();
    entries.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
    return yaml.toString();
  }

  static List<String> jobManagerOptions(ServerFolder process) {
    return jvmOptions(process, List.of("-Xmx" + JOB_MANAGER_HEAP + "m"));
  }

  static List<String> taskManagerOptions(LocalFlink settings, ServerFolder process) {
    return jvmOptions(
        process,
        List.of(
            "-Xmx" + (FRAMEWORK_HEAP + settings.heapMegabytes()) + "m",
            "-XX:MaxDirectMemorySize=" + (FRAMEWORK_OFF_HEAP + TASK_OFF_HEAP + NETWORK) + "m",
            "-XX:MaxMetaspaceSize=" + METASPACE + "m"));
  }

  /** Flink's start scripts compute these sizes; without the scripts, Flink requires all of them. */
  static List<String> taskManagerMemory(LocalFlink settings) {
    Map<String, String> sizes = new TreeMap<>();
    sizes.put("taskmanager.cpu.cores", settings.slots() + ".0");
    sizes.put("taskmanager.memory.task.heap.size", settings.heapMegabytes() + "m");
    sizes.put("taskmanager.memory.task.off-heap.size", TASK_OFF_HEAP + "m");
    sizes.put("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP + "m");
    sizes.put("taskmanager.memory.framework.off-heap.size", FRAMEWORK_OFF_HEAP + "m");
    sizes.put("taskmanager.memory.network.min", NETWORK + "m");
    sizes.put("taskmanager.memory.network.max", NETWORK + "m");
    sizes.put("taskmanager.memory.managed.size", settings.managedMegabytes() + "m");
    sizes.put("taskmanager.memory.jvm-metaspace.size", METASPACE + "m");
    sizes.put("taskmanager.memory.jvm-overhead.min", OVERHEAD + "m");
    sizes.put("taskmanager.memory.jvm-overhead.max", OVERHEAD + "m");
    sizes.put("taskmanager.numberOfTaskSlots", Integer.toString(settings.slots()));
    List<String> arguments = new ArrayList<>();
    sizes.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    return arguments;
  }

  private static List<String> jvmOptions(ServerFolder process, List<String> memory) {
    Path log4j = process.conf().resolve("log4j.properties");
    return Stream.of(
            memory.stream(),
            OPENS.stream().map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED"),
            Stream.of(
                "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                // Flink's web interface finds the log by this property.
                "-Dlog.file=" + process.log(),
                "-Dlog4j.configuration=" + log4j.toUri()))
        .flatMap(options -> options)
        .toList();
  }
}
