package io.quipu.localstack.flink;

import io.quipu.localstack.process.RunningServer;
import io.quipu.localstack.zookeeper.RunningZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Flink cluster that was started by {@link LocalFlink}. Closing it stops all its processes. */
public final class RunningFlink implements AutoCloseable {
  private final FlinkProcesses processes;
  private final List<RunningFlinkProcess> jobManagers = new ArrayList<>();
  private final List<RunningFlinkProcess> taskManagers = new ArrayList<>();
  private final Optional<RunningZooKeeper> zooKeeper;

  RunningFlink(LocalFlink settings) {
    processes = new FlinkProcesses(settings);
    zooKeeper =
        settings.highAvailability() ? Optional.of(processes.startZooKeeper()) : Optional.empty();
    try {
      for (int number = 1; number <= settings.jobManagers(); number++) {
        jobManagers.add(processes.startJobManager(number));
      }
      for (int number = 1; number <= settings.taskManagers(); number++) {
        taskManagers.add(processes.startTaskManager(number));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * The {@code host:port} of the web interface of the first job manager, as {@code --flinkMaster}
   * takes it.
   */
  public String address() {
    return jobManager().address().getHostString() + ":" + jobManager().address().getPort();
  }

  /** The first job manager. */
  public RunningFlinkProcess jobManager() {
    return jobManagers.get(0);
  }

  /** The job managers, in the order of their numbers; only one without high availability. */
  public List<RunningFlinkProcess> jobManagers() {
    return List.copyOf(jobManagers);
  }

  /**
   * The index in {@link #jobManagers} of the running job manager that was the last to take the lead
   * of the jobs; empty if none has.
   */
  public Optional<Integer> leader() {
    return FlinkLeader.of(jobManagers);
  }

  /** The task managers, in the order of their numbers. */
  public List<RunningFlinkProcess> taskManagers() {
    return List.copyOf(taskManagers);
  }

  /**
   * Waits until all processes are up and the task managers have registered.
   *
   * @throws io.quipu.localstack.process.LocalStackException as {@link RunningServer#awaitReady}
   *     does
   */
  public RunningFlink awaitReady(Duration timeout) {
    zooKeeper.ifPresent(server -> server.awaitReady(timeout));
    jobManagers.forEach(jobManager -> jobManager.awaitReady(timeout));
    taskManagers.forEach(taskManager -> taskManager.awaitReady(timeout));
    return this;
  }

  /** Starts the first job manager again, at the same address, after it was stopped or killed. */
  public void restartJobManager() {
    restartJobManager(0);
  }

  /**
   * Starts a job manager again, at the same address, after it was stopped or killed.
   *
   * @param index its index in {@link #jobManagers}
   */
  public void restartJobManager(int index) {
    jobManagers.set(index, processes.startJobManager(index + 1));
  }

  /**
   * Starts a task manager again after it was stopped or killed.
   *
   * @param index its index in {@link #taskManagers}
   */
  public void restartTaskManager(int index) {
    taskManagers.set(index, processes.startTaskManager(index + 1));
  }

  /** Stops all processes: the task managers first, because they need the others. */
  @Override
  public void close() {
    taskManagers.forEach(RunningServer::stop);
    jobManagers.forEach(RunningServer::stop);
    zooKeeper.ifPresent(RunningServer::stop);
  }
}
