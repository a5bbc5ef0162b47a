package io.quipu.store.jobs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quipu.store.jobs.Heartbeats.Beat;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.testing.TestTables;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {

  @Test
  void aBeatNamesItsProcessUntilTheJobEnds() throws Exception {
    CassandraSettings settings = TestTables.in("heartbeats_of_jobs");
    try (CassandraSession session = CassandraSession.share(settings)) {
      Heartbeats beats = new Heartbeats(session, settings.keyspace(), RunsTable.Kind.STATISTIC);
      Heartbeats others = new Heartbeats(session, settings.keyspace(), RunsTable.Kind.CUSTOMER);
      assertThat(beats.last(), is(Optional.empty()));
      beats.beat(7).get();
      Beat last = beats.last().orElseThrow();
      assertThat(last.pid(), is(ProcessHandle.current().pid()));
      assertThat(last.isMine(), is(true));
      assertThat(last.isOfDeadProcess(), is(false));
      assertThat(others.last(), is(Optional.empty()));
      beats.end().get();
      assertThat(beats.last(), is(Optional.empty()));
    }
  }

  @Test
  void aProcessOfAnotherMachineMayBeAlive() {
    assertFalse(new Beat("another-machine", 1, Instant.EPOCH).isOfDeadProcess());
  }
}
