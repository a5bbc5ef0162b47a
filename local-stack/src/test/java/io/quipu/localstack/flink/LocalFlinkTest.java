package io.quipu.localstack.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quipu.localstack.process.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFlinkTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void eachProcessCanBeKilledAndComesBack(@TempDir Path folder) {
    LocalFlink settings = LocalFlink.in(folder).withTaskManagers(2).withHeapMegabytes(128);
    List<RunningFlinkProcess> processes = new ArrayList<>();
    try (RunningFlink flink = settings.start()) {
      flink.awaitReady(PATIENCE);
      processes.addAll(flink.taskManagers());
      processes.add(flink.jobManager());
      assertThat(processes.stream().map(RunningServer::isRunning).toList(), everyItem(is(true)));
      String address = flink.address();

      flink.taskManagers().get(1).kill();
      assertThat(flink.taskManagers().get(1).isRunning(), is(false));
      flink.restartTaskManager(1);
      flink.awaitReady(PATIENCE);
      flink.jobManager().kill();
      flink.restartJobManager();

      // Task managers need half a minute to notice the loss of their job manager; the test does not
      // wait for this.
      flink.jobManager().awaitReady(PATIENCE);
      assertThat(flink.address(), is(address));
      processes.addAll(flink.taskManagers());
      processes.add(flink.jobManager());
      assertThat(settings.processFolders(), hasSize(3));
    }
    assertThat(processes.stream().map(RunningServer::isRunning).toList(), everyItem(is(false)));
  }

  @Test
  void anotherJobManagerTakesTheLead(@TempDir Path folder) {
    LocalFlink settings = LocalFlink.in(folder).withHighAvailability().withHeapMegabytes(128);
    try (RunningFlink flink = settings.start()) {
      flink.awaitReady(PATIENCE);
      int first = flink.leader().orElseThrow();
      flink.jobManagers().get(first).kill();
      assertThat(flink.leader(), is(Optional.empty()));

      Awaitility.await().atMost(PATIENCE).until(() -> flink.leader().isPresent());
      assertThat(flink.leader(), is(Optional.of(1 - first)));
      flink.restartJobManager(first);
      flink.awaitReady(PATIENCE);
      assertThat(flink.leader(), is(Optional.of(1 - first)));
      // ZooKeeper, two job managers and a task manager.
      assertThat(settings.processFolders(), hasSize(4));
    }
  }
}
