package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.store.jobs.Heartbeats.Beat;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecondStartGuardTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private final MemoryHistory history = new MemoryHistory();
  private final List<String> told = new ArrayList<>();

  private void require() throws InterruptedException {
    new SecondStartGuard(history, Duration.ofMillis(1), told::add).require("quipu");
  }

  @Test
  void aKeyspaceWithoutAJobIsFree() throws Exception {
    require();
    assertThat(told, empty());
  }

  @Test
  void aDeadProcessOfThisMachineIsNotWaitedFor() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    history.beats(new Beat(InetAddress.getLocalHost().getHostName(), dead.pid(), NOON));
    require();
    assertThat(told, empty());
  }

  @Test
  void aProcessThatGoesOnIsNamed() {
    history.beats(
        new Beat("other", 7, NOON),
        new Beat("other", 7, NOON),
        new Beat("other", 7, NOON.plusSeconds(5)));
    StartupException e = assertThrows(StartupException.class, this::require);
    assertThat(
        e.getMessage(),
        is(
            "Process 7 on other runs this kind of job into the keyspace 'quipu'. Stop it first, or"
                + " name another --keyspace."));
    assertThat(
        told,
        contains(
            "Process 7 on other ran this job a moment ago. Waiting up to 30 s to see whether it still"
                + " does."));
  }

  @Test
  void aHeartbeatThatDisappearsFreesTheKeyspace() throws Exception {
    history.beats(new Beat("other", 7, NOON), new Beat("other", 7, NOON));
    history.lastBeatDisappears();
    require();
    assertThat(told.size(), is(1));
  }
}
