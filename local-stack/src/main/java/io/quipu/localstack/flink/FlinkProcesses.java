package io.quipu.localstack.flink;

import io.quipu.localstack.process.JavaProgram;
import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.ServerClassPath;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerProcess;
import io.quipu.localstack.zookeeper.LocalZooKeeper;
import io.quipu.localstack.zookeeper.RunningZooKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Starts the processes of a cluster, one at a time.
 *
 * @param settings the settings of the cluster
 */
record FlinkProcesses(LocalFlink settings) {
  private static final String SERVER = "flink";
  private static final String JOB_MANAGER = "job-manager";
  private static final String TASK_MANAGER = "task-manager-";
  private static final String ZOOKEEPER = "zookeeper";

  /** The name of a folder's process, such as "Flink task manager 1". */
  static String nameOf(ServerFolder process) {
    return isZooKeeper(process)
        ? LocalZooKeeper.NAME
        : LocalFlink.NAME + " " + String.valueOf(process.root().getFileName()).replace('-', ' ');
  }

  static boolean isZooKeeper(ServerFolder process) {
    return process.root().endsWith(ZOOKEEPER);
  }

  /** The folder of a job manager; the first one has no number in its name. */
  ServerFolder jobManager(int number) {
    return folder(number == 1 ? JOB_MANAGER : JOB_MANAGER + "-" + number);
  }

  ServerFolder taskManager(int number) {
    return folder(TASK_MANAGER + number);
  }

  ServerFolder zooKeeper() {
    return folder(ZOOKEEPER);
  }

  private ServerFolder folder(String name) {
    return new ServerFolder(settings.folder().resolve(name));
  }

  /** Starts ZooKeeper, which a cluster with high availability needs before all others. */
  RunningZooKeeper startZooKeeper() {
    return new LocalZooKeeper(zooKeeper().root(), settings.lifetime()).start();
  }

  /**
   * Starts one job manager.
   *
   * @param number 1 to {@link LocalFlink#jobManagers}
   */
  RunningFlinkProcess startJobManager(int number) {
    ServerFolder files = jobManager(number);
    ServerProcess.requireNoneIn(nameOf(files), files);
    int port = settings.port() == Ports.ANY ? Ports.ANY : settings.port() + number - 1;
    Map<String, Integer> ports =
        Ports.decide(
            LocalFlink.NAME, files, Map.of(Ports.CLIENT, port, FlinkConfig.RPC, Ports.ANY));
    return start(
        files,
        files,
        new JavaProgram(
            ServerClassPath.of(SERVER),
            FlinkConfig.jobManagerOptions(files),
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            List.of("--configDir", files.conf().toString())),
        FlinkProbe.jobManager(Ports.loopback(ports, Ports.CLIENT)));
  }

  /**
   * Starts one task manager; the first job manager must have been started before.
   *
   * @param number 1 to {@link LocalFlink#taskManagers}
   */
  RunningFlinkProcess startTaskManager(int number) {
    ServerFolder files = taskManager(number);
    // A new id at each start: the job manager must not take it for the process before.
    String id = TASK_MANAGER + number + "-" + Long.toString(System.currentTimeMillis(), 36);
    List<String> arguments = new ArrayList<>(List.of("--configDir", files.conf().toString()));
    arguments.addAll(List.of("-D", "taskmanager.resource-id=" + id));
    arguments.addAll(FlinkConfig.taskManagerMemory(settings));
    return start(
        files,
        jobManager(1),
        new JavaProgram(
            ServerClassPath.of(SERVER),
            FlinkConfig.taskManagerOptions(settings, files),
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            arguments),
        FlinkProbe.taskManager(jobManagers(), id));
  }

  /** The web addresses of the job managers that were started before. */
  private List<InetSocketAddress> jobManagers() {
    return IntStream.rangeClosed(1, settings.jobManagers())
        .mapToObj(number -> Ports.noted(jobManager(number)))
        .filter(ports -> ports.containsKey(Ports.CLIENT))
        .map(ports -> Ports.loopback(ports, Ports.CLIENT))
        .toList();
  }

  private RunningFlinkProcess start(
      ServerFolder files, ServerFolder jobManager, JavaProgram program, FlinkProbe probe) {
    try {
      Files.createDirectories(settings.checkpoints());
      Files.createDirectories(settings.savepoints());
      Files.writeString(
          files.conf().resolve(FlinkConfig.FILE),
          FlinkConfig.yaml(settings, files, Ports.noted(jobManager), zooKeeperAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = nameOf(files);
    Path log4j = files.conf().resolve("log4j.properties");
    ServerFolder.writeProperties(log4j, FlinkConfig.LOG4J);
    return new RunningFlinkProcess(
        name, files, ServerProcess.start(name, files, settings.lifetime(), program), probe);
  }

  /** Empty without high availability. */
  private String zooKeeperAddress() {
    if (!settings.highAvailability()) {
      return "";
    }
    InetSocketAddress address = Ports.loopback(Ports.noted(zooKeeper()), Ports.CLIENT);
    return address.getHostString() + ":" + address.getPort();
  }
}
