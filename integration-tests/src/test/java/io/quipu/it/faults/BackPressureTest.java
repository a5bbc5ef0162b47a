package io.quipu.it.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.recount.Row;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tests back pressure: for minutes, Cassandra is slower than events come. The sources slow down, no
 * checkpoint fails, no task manager exceeds its memory, and in the end all events are counted. To
 * watch it: {@code mvn verify -Pfaults -Dtest=BackPressureTest -Dfaults.minutes=5}.
 */
@EnabledIfSystemProperty(named = "faults.minutes", matches = "[1-9]\\d*")
class BackPressureTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long SEED = 42;
  private static final int EVENTS_PER_SECOND = 4_000;
  private static final int FROZEN_MILLIS = 480;
  private static final int WORKING_MILLIS = 20;
  private static final int SECONDS_BETWEEN_LINES = 10;

  private final long seconds = 60L * Integer.getInteger("faults.minutes", 0);

  @Test
  void aSlowCassandraSlowsTheSourcesAndNothingElse() throws Exception {
    try (Rig rig = new Rig(Files.createTempDirectory("slow-"), SEED, EVENTS_PER_SECOND)) {
      Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> rig.counts().probes() > 0);
      List<Long> taskManagers = rig.taskManagerPids();
      watch(rig, "Cassandra at its own speed", 60);
      ScheduledExecutorService brake = Executors.newSingleThreadScheduledExecutor();
      try {
        Future<?> braking =
            brake.scheduleWithFixedDelay(
                () -> freeze(rig), 0, WORKING_MILLIS, TimeUnit.MILLISECONDS);
        watch(rig, "Cassandra slow", seconds);
        assertThat("Cassandra was slow", braking.isDone(), equalTo(false));
      } finally {
        brake.shutdown();
        assertThat("it ends", brake.awaitTermination(1, TimeUnit.MINUTES), equalTo(true));
      }
      watch(rig, "Cassandra at its own speed again", 60);
      rig.load().pause();
      rig.truth().readOn();
      List<Row> expected = rig.truth().rows();
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptions()
          .until(() -> rig.counts().rows().equals(expected));
      assertThat("failed checkpoints", rig.job().failedCheckpoints(), equalTo(0L));
      assertThat("task managers", rig.taskManagerPids(), equalTo(taskManagers));
      say(
          String.format(
              Locale.ROOT,
              "%,d events, %,d rows, all as recounted",
              rig.truth().records(),
              expected.size()));
    }
  }

  private static void freeze(Rig rig) {
    try {
      rig.freezeCassandra();
      TimeUnit.MILLISECONDS.sleep(FROZEN_MILLIS);
      rig.thawCassandra();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Prints the progress, one line every ten seconds. */
  private static void watch(Rig rig, String what, long seconds) throws Exception {
    say(what);
    for (long second = 0; second < seconds; second += SECONDS_BETWEEN_LINES) {
      long sent = rig.load().acknowledged();
      TimeUnit.SECONDS.sleep(SECONDS_BETWEEN_LINES);
      say(
          String.format(
              Locale.ROOT,
              "%4d s  sent %,d/s, behind by %,d events, task managers have %s MB, checkpoints: %s",
              second + SECONDS_BETWEEN_LINES,
              (rig.load().acknowledged() - sent) / SECONDS_BETWEEN_LINES,
              rig.lag(),
              rig.taskManagerMegabytes(),
              rig.job().checkpoints()));
    }
  }

  private static void say(String line) {
    Objects.requireNonNull(System.out).println("back pressure: " + line);
  }
}
