package io.quipu.store.journal;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.failure.PermanentFailure;
import io.quipu.model.state.Shard;
import io.quipu.store.counts.RowVersion;
import io.quipu.store.jobs.Heartbeats;
import io.quipu.store.jobs.OwnerNumbers;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.journal.JournalTables.EntryRow;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.testing.TestTables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class JournalTablesTest {
  private static final Shard SHARD = new Shard(24_321, 5);
  private static final long RUN = 77;

  private static long begin(CassandraSettings settings, long incarnation)
      throws InterruptedException {
    try (CassandraSession session = CassandraSession.share(settings)) {
      return new OwnerNumbers(session, settings.keyspace(), RunsTable.Kind.STATISTIC)
          .begin(incarnation);
    }
  }

  private static JournalTables open(CassandraSettings settings, long incarnation)
      throws InterruptedException {
    return JournalTables.open(settings, RunsTable.Kind.STATISTIC, incarnation);
  }

  @Test
  void numbersGrowAndAreGivenOnce() throws Exception {
    CassandraSettings settings = TestTables.in("numbers");
    long first = begin(settings, RUN);
    assertThat(first, greaterThanOrEqualTo(RowVersion.FIRST_OWNER));
    ExecutorService workers = Executors.newFixedThreadPool(4);
    try (JournalTables journal = open(settings, RUN)) {
      List<Callable<Long>> takes = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        takes.add(journal::nextNumber);
      }
      Set<Long> numbers = new HashSet<>();
      for (Future<Long> number : workers.invokeAll(takes)) {
        assertThat(number.get(), greaterThan(first));
        numbers.add(number.get());
      }
      assertThat(numbers, hasSize(40));
      assertThat(begin(settings, RUN), greaterThan(numbers.stream().max(Long::compare).get()));
    } finally {
      workers.shutdown();
    }
  }

  @Test
  void anAttemptOfAnEarlierRunGetsNoNumber() throws Exception {
    CassandraSettings settings = TestTables.in("runs_apart");
    begin(settings, RUN);
    try (JournalTables earlier = open(settings, RUN)) {
      earlier.nextNumber();
      begin(settings, RUN + 1);
      PermanentFailure e = assertThrows(PermanentFailure.class, earlier::nextNumber);
      assertThat(e.getMessage(), containsString("Another run has begun to write"));
    }
  }

  @Test
  void anAttemptThatEndsLeavesNoBeat() throws Exception {
    CassandraSettings settings = TestTables.in("beats_of_attempts");
    try (CassandraSession session = CassandraSession.share(settings)) {
      Heartbeats beats = new Heartbeats(session, settings.keyspace(), RunsTable.Kind.STATISTIC);
      try (JournalTables journal = open(settings, RUN)) {
        journal.beat();
        Awaitility.await().until(() -> beats.last().isPresent());
      }
      assertThat(beats.last().isPresent(), is(false));
    }
  }

  @Test
  void theOwnerWithTheLargerNumberHasTheShard() throws Exception {
    CassandraSettings settings = TestTables.in("owners_of_shards");
    try (JournalTables journal = open(settings, RUN)) {
      assertThat(journal.owner(SHARD).get().owner(), is(0L));
      assertThat(journal.take(SHARD, 4_100).get().owner(), is(4_100L));
      assertThat(journal.take(SHARD, 4_099).get().owner(), is(4_100L));
      assertThat(journal.take(SHARD, 4_101).get().owner(), is(4_101L));
      assertThat(journal.owner(SHARD).get().owner(), is(4_101L));
      Shard nextMonth = new Shard(24_322, 5);
      journal.take(nextMonth, 4_101).get();
      journal.take(new Shard(24_321, 6), 4_102).get();
      assertThat(
          journal.owners(Set.of(SHARD, nextMonth, new Shard(24_322, 6))).get(),
          is(Map.of(SHARD, 4_101L, nextMonth, 4_101L)));
      assertThat(journal.taken(5).get(), containsInAnyOrder(SHARD, new Shard(24_322, 5)));
    }
    try (JournalTables ofAnotherRun = open(settings, RUN + 1)) {
      assertThat(ofAnotherRun.owner(SHARD).get().owner(), is(0L));
      assertThat(ofAnotherRun.taken(5).get(), empty());
    }
  }

  @Test
  void entriesAreKeptByHourUntilTheyAreDropped() throws Exception {
    CassandraSettings settings = TestTables.in("journal_entries");
    try (JournalTables journal = open(settings, RUN)) {
      journal.take(SHARD, 4_100).get();
      journal.addHour(SHARD, 500).get();
      journal.append(SHARD, 500, new EntryRow(4_100, 1, 42, new byte[] {1, 2})).get();
      journal.addHour(SHARD, 502).get();
      journal.append(SHARD, 502, new EntryRow(4_100, 2, 43, new byte[0])).get();
      // A repeated write changes nothing.
      journal.append(SHARD, 502, new EntryRow(4_100, 2, 43, new byte[0])).get();

      assertThat(journal.owner(SHARD).get().hours(), contains(500, 502));
      EntryRow entry = journal.read(SHARD, 500).get().get(0);
      assertThat(entry.owner(), is(4_100L));
      assertThat(entry.sequence(), is(1L));
      assertThat(entry.time(), is(42L));
      assertThat(entry.batch(), is(new byte[] {1, 2}));
      assertThat(journal.read(SHARD, 501).get(), empty());
      assertThat(journal.read(SHARD, 502).get(), hasSize(1));

      journal.drop(SHARD, 500).get();
      assertThat(journal.read(SHARD, 500).get(), empty());
      assertThat(journal.owner(SHARD).get().hours(), contains(502));
      assertThat(journal.owner(SHARD).get().dropped(), is(500));
      // A later owner finds the same.
      assertThat(journal.take(SHARD, 4_105).get().dropped(), is(500));
    }
  }

  @Test
  void theNextRunDeletesWhatEarlierOnesNotedAndTheirProcessesOwnNothing() throws Exception {
    CassandraSettings settings = TestTables.in("next_run");
    long number = begin(settings, RUN);
    try (JournalTables earlier = open(settings, RUN)) {
      earlier.take(SHARD, number).get();
      earlier.addHour(SHARD, 500).get();
      earlier.append(SHARD, 500, new EntryRow(number, 1, 2, new byte[] {1})).get();
      assertThat(earlier.read(SHARD, 500).get(), hasSize(1));

      try (RunsTable runs =
          new RunsTable(
              CassandraSession.share(settings), settings.keyspace(), RunsTable.Kind.STATISTIC)) {
        runs.takeOwner(RUN + 1);
      }

      assertThat(earlier.read(SHARD, 500).get(), empty());
      assertThat(earlier.owners(Set.of(SHARD)).get(), is(Map.of()));
      Shard other = new Shard(SHARD.month(), SHARD.number() + 1);
      assertThat("no shard can be taken", earlier.take(other, number).get().owner(), is(0L));
    }
  }
}
