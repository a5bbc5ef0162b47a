package io.quipu.localstack.flink;

import com.google.auto.value.AutoValue;
import io.quipu.localstack.process.Lifetime;
import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.Require;
import io.quipu.localstack.process.RunningServer;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Settings of a Flink session cluster on this machine, on the loopback address: a job manager and
 * task managers, each in its own process.
 *
 * <p>Each process can be started alone, and again after it was stopped or killed. A job manager
 * that was killed has lost its jobs: start them again from a checkpoint. With {@linkplain
 * #withHighAvailability high availability} there are two job managers, and a ZooKeeper in which
 * they choose one of them. If it is killed, the other one continues its jobs.
 *
 * <pre>{@code
 * LocalFlink flink = LocalFlink.in(folder).withTaskManagers(2);
 * try (RunningFlink cluster = flink.start().awaitReady(Duration.ofMinutes(1))) {
 *   submitTo(cluster.address());
 * }
 * }</pre>
 */
@AutoValue
public abstract class LocalFlink {
  static final String NAME = "Flink";

  /**
   * A cluster that keeps its files in {@code folder}, on any free port, with one task manager of 2
   * slots, a heap of 1 GiB and 256 MiB for RocksDB.
   */
  public static LocalFlink in(Path folder) {
    return new AutoValue_LocalFlink.Builder()
        .folder(folder)
        .lifetime(Lifetime.ATTACHED)
        .port(Ports.ANY)
        .highAvailability(false)
        .taskManagers(1)
        .slots(2)
        .heapMegabytes(1024)
        .managedMegabytes(256)
        .properties(Map.of())
        .build();
  }

  /** The folder of all files of the cluster. */
  public abstract Path folder();

  /** Whether the cluster's processes end with this process. */
  public abstract Lifetime lifetime();

  /** The port of the web interface; 0 takes the port of the last start, or any free one. */
  public abstract int port();

  /** Whether the jobs survive the loss of a job manager. */
  public abstract boolean highAvailability();

  /** The number of task managers. */
  public abstract int taskManagers();

  /** How many subtasks of a stage each task manager can run. */
  public abstract int slots();

  /** The heap of each task manager for its tasks, in MiB. */
  public abstract int heapMegabytes();

  /** The managed memory of each task manager, which RocksDB uses, in MiB. */
  public abstract int managedMegabytes();

  /** Entries of Flink's configuration that override the default ones. */
  @SuppressWarnings("AutoValueImmutableFields") // only ever a Map.copyOf
  public abstract Map<String, String> properties();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder folder(Path folder);

    abstract Builder lifetime(Lifetime lifetime);

    abstract Builder port(int port);

    abstract Builder highAvailability(boolean wanted);

    abstract Builder taskManagers(int count);

    abstract Builder slots(int slots);

    abstract Builder heapMegabytes(int megabytes);

    abstract Builder managedMegabytes(int megabytes);

    abstract Builder properties(Map<String, String> properties);

    abstract LocalFlink build();
  }

  /** With this lifetime; the default is {@link Lifetime#ATTACHED}. */
  public LocalFlink withLifetime(Lifetime lifetime) {
    return toBuilder().lifetime(lifetime).build();
  }

  /**
   * With a second job manager and a ZooKeeper. Each job manager has a web interface, and both show
   * the same jobs; the port of the second one is the next one, or any free one.
   */
  public LocalFlink withHighAvailability() {
    return toBuilder().highAvailability(true).build();
  }

  /** The number of job managers: one, or two with high availability. */
  public int jobManagers() {
    return highAvailability() ? 2 : 1;
  }

  /** With the web interface on this port; 0, the default, takes any free one. */
  public LocalFlink withPort(int port) {
    return toBuilder().port(Require.inRange("Flink's port", port, 0, 65_535)).build();
  }

  /** With this number of task managers, from 1 to 64. */
  public LocalFlink withTaskManagers(int count) {
    return toBuilder()
        .taskManagers(Require.inRange("The number of task managers", count, 1, 64))
        .build();
  }

  /** With this number of slots in each task manager, from 1 to 64. */
  public LocalFlink withSlots(int slots) {
    return toBuilder().slots(Require.inRange("The number of slots", slots, 1, 64)).build();
  }

  /** With this heap in MiB for the tasks of each task manager, at least 128. */
  public LocalFlink withHeapMegabytes(int megabytes) {
    return toBuilder()
        .heapMegabytes(Require.inRange("Flink's heap in MiB", megabytes, 128, 1 << 20))
        .build();
  }

  /** With this managed memory in MiB for the RocksDB of each task manager, at least 64. */
  public LocalFlink withManagedMegabytes(int megabytes) {
    return toBuilder()
        .managedMegabytes(Require.inRange("Flink's managed memory in MiB", megabytes, 64, 1 << 20))
        .build();
  }

  /** With these entries of Flink's configuration, such as those of the state backend. */
  public LocalFlink withProperties(Map<String, String> properties) {
    return toBuilder().properties(Map.copyOf(properties)).build();
  }

  /** The default folder of checkpoints. */
  public Path checkpoints() {
    return folder().toAbsolutePath().resolve("checkpoints");
  }

  /** The default folder of savepoints. */
  public Path savepoints() {
    return folder().toAbsolutePath().resolve("savepoints");
  }

  /** The folder of what a job manager needs to continue the jobs of another one. */
  Path highAvailabilityFolder() {
    return folder().toAbsolutePath().resolve("high-availability");
  }

  /**
   * Starts all processes and returns at once; they answer some seconds later.
   *
   * @throws io.quipu.localstack.process.LocalStackException if the port is taken, a process runs in
   *     the folder, or the project is not built
   */
  public RunningFlink start() {
    return new RunningFlink(this);
  }

  /**
   * Starts the processes that do not run, and returns them.
   *
   * @param progress is given a line for each process that already runs or has ended unexpectedly
   */
  public List<RunningServer> startMissing(Consumer<String> progress) {
    FlinkProcesses processes = new FlinkProcesses(this);
    List<RunningServer> started = new ArrayList<>();
    if (highAvailability() && !isUp(processes.zooKeeper(), progress)) {
      started.add(processes.startZooKeeper());
    }
    for (int number = 1; number <= jobManagers(); number++) {
      if (!isUp(processes.jobManager(number), progress)) {
        started.add(processes.startJobManager(number));
      }
    }
    for (int number = 1; number <= taskManagers(); number++) {
      if (!isUp(processes.taskManager(number), progress)) {
        started.add(processes.startTaskManager(number));
      }
    }
    return started;
  }

  private static boolean isUp(ServerFolder process, Consumer<String> progress) {
    return ServerStatus.of(processName(process), process).saysItRuns(progress);
  }

  /**
   * The folders of all processes that were started and not taken down: those that others need
   * first, which are ZooKeeper and then the job managers.
   */
  public List<ServerFolder> processFolders() {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(folder())) {
      return folders
          .map(ServerFolder::new)
          .filter(process -> Files.exists(process.process()))
          .sorted(
              Comparator.comparing((ServerFolder process) -> !FlinkProcesses.isZooKeeper(process))
                  .thenComparing(process -> process.root()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of a folder's process, such as "Flink task manager 1". */
  public static String processName(ServerFolder process) {
    return FlinkProcesses.nameOf(process);
  }
}
