package io.quipu.localstack.flink;

import io.quipu.localstack.process.RunningServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Flink cluster that was started by {@link LocalFlink}. Closing it stops all its processes. */
public final class RunningFlink implements AutoCloseable {
  private final LocalFlink settings;
  private final List<RunningFlinkProcess> taskManagers = new ArrayList<>();
  private RunningFlinkProcess jobManager;

  RunningFlink(LocalFlink settings) {
    this.settings = settings;
    jobManager = settings.startJobManager();
    try {
      for (int number = 1; number <= settings.taskManagers(); number++) {
        taskManagers.add(settings.startTaskManager(number));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * The {@code host:port} of the job manager's web interface, as {@code --flinkMaster} takes it.
   */
  public String address() {
    return jobManager.address().getHostString() + ":" + jobManager.address().getPort();
  }

  public RunningFlinkProcess jobManager() {
    return jobManager;
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
    jobManager.awaitReady(timeout);
    taskManagers.forEach(taskManager -> taskManager.awaitReady(timeout));
    return this;
  }

  /** Starts the job manager again, at the same address, after it was stopped or killed. */
  public void restartJobManager() {
    jobManager = settings.startJobManager();
  }

  /**
   * Starts a task manager again after it was stopped or killed.
   *
   * @param index its index in {@link #taskManagers}
   */
  public void restartTaskManager(int index) {
    taskManagers.set(index, settings.startTaskManager(index + 1));
  }

  /** Stops all processes, the task managers first. */
  @Override
  public void close() {
    taskManagers.forEach(RunningServer::stop);
    jobManager.stop();
  }
}
