package io.quipu.transforms.journal;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.model.state.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.state.ValueState;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnedShardsTest {
  private static final Shard SHARD = new Shard(24_321, 3);
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final CountRow ROW =
      new CountRow("acme", "", "opens", "", "", Resolution.HOUR, 2026, 0, 1, null, Map.of());

  private final JournalInMemory journal = new JournalInMemory();
  private final State state = new State();
  private final List<CountRow> written = new ArrayList<>();

  /** The position of the shard in the state of an attempt. */
  private static final class State implements ValueState<List<Long>> {
    private @Nullable List<Long> value;

    @Override
    public void write(List<Long> input) {
      value = input;
    }

    @Override
    @SuppressWarnings("NullAway") // Beam's interface has no annotations.
    public List<Long> read() {
      return value;
    }

    @Override
    public ValueState<List<Long>> readLater() {
      return this;
    }

    @Override
    public void clear() {
      value = null;
    }
  }

  private static IncrementBatch batch(String campaign) {
    Increments increments = new Increments();
    Event event =
        Event.builder("acme", Statistic.of("opens"), LocalHour.ofCode(100, 24_321))
            .value("campaign", campaign)
            .build();
    increments.add(new CheckedEvent(event, new byte[event.counters()]), 0);
    return increments.toBatch();
  }

  private void write(OwnedShards attempt, String campaign, Instant time) throws Exception {
    OwnedShard shard = taken(attempt, state);
    ConfirmedRows rows = attempt.newRows(100);
    var noted = attempt.append(SHARD, time, batch(campaign));
    attempt.notePosition(SHARD, state);
    rows.add(SHARD, shard, noted, List.of(ROW.ownedBy(shard.number())), time);
    rows.outputAll((row, rowTime) -> written.add(row));
  }

  private static OwnedShard taken(OwnedShards attempt, State state) throws Exception {
    OwnedShard shard = attempt.own(SHARD, Instant.EPOCH, state);
    shard.awaitTaken();
    return shard;
  }

  @Test
  void anOwnerWritesItsRows() throws Exception {
    OwnedShards only = OwnedShards.open(journal);
    write(only, "spring", NOON);
    assertThat(written, contains(ROW.ownedBy(1)));
    assertThat(taken(only, state).hasSuspects(), is(false));
  }

  @Test
  void aLostOwnerWritesNothingMore() throws Exception {
    OwnedShards lost = OwnedShards.open(journal);
    write(lost, "spring", NOON);
    OwnedShards next = OwnedShards.open(journal);
    taken(next, new State());
    written.clear();
    OwnerLostException e =
        assertThrows(
            OwnerLostException.class, () -> write(lost, "summer", NOON.plus(Duration.millis(1))));
    assertThat(e.getMessage(), containsString("owner 2; this attempt is owner 1"));
    assertThat(written, empty());
  }

  @Test
  void anEarlierAttemptCannotTakeAShard() throws Exception {
    OwnedShards earlier = OwnedShards.open(journal);
    OwnedShards later = OwnedShards.open(journal);
    taken(later, state);
    assertThrows(OwnerLostException.class, () -> taken(earlier, new State()));
  }

  @Test
  void aNewOwnerSuspectsWhatWasNotedAfterItsState() throws Exception {
    OwnedShards lost = OwnedShards.open(journal);
    write(lost, "spring", NOON);
    State checkpoint = new State();
    checkpoint.write(state.read());
    write(lost, "summer", NOON.plus(Duration.standardHours(1)));

    OwnedShard next = taken(OwnedShards.open(journal), checkpoint);

    assertThat(next.hasSuspects(), is(true));
    assertThat(
        next.settleTime(), is(NOON.plus(Duration.standardHours(1)).plus(Duration.millis(1))));
    Increment spring = Increments.read(batch("spring")).get(0);
    Increment summer = Increments.read(batch("summer")).get(0);
    assertThat(next.withholds(spring), is(false));
    assertThat(next.withholds(summer), is(true));
    assertThat(next.takeSuspects().stream().map(Increment::value).toList(), contains("summer"));
    assertThat(next.withholds(summer), is(false));
  }

  @Test
  void theLastHoursAreKept() throws Exception {
    OwnedShards only = OwnedShards.open(journal);
    State early = new State();
    for (int hour = 0; hour <= OwnedShards.KEPT_HOURS; hour++) {
      write(only, "spring", NOON.plus(Duration.standardHours(hour)));
      if (hour == 1) {
        early.write(state.read());
      }
    }
    // The first hour is dropped. A state from the second one is complete, a state from before is
    // not.
    assertThat(taken(OwnedShards.open(journal), early).hasSuspects(), is(true));
    PermanentFailure e =
        assertThrows(PermanentFailure.class, () -> taken(OwnedShards.open(journal), new State()));
    assertThat(e.getMessage(), containsString("The state is older than the job's journal"));
  }

  @Test
  void aBatchThatComesBeforeTheTakeoverIsNotedAfterIt() throws Exception {
    OwnedShards lost = OwnedShards.open(journal);
    write(lost, "summer", NOON);
    written.clear();
    OwnedShards next = OwnedShards.open(journal);
    State empty = new State();
    OwnedShard mine = next.own(SHARD, Instant.EPOCH, empty);
    ConfirmedRows rows = next.newRows(100);
    CountRow summer = ROW.ownedBy(2);
    CountRow spring =
        new CountRow("acme", "", "reads", "", "", Resolution.HOUR, 2026, 0, 1, null, Map.of());

    rows.addEarly(
        SHARD,
        mine,
        NOON,
        batch("summer"),
        List.of(new ConfirmedRows.Change(increment("summer"), List.of(summer))),
        NOON);
    rows.addEarly(
        SHARD,
        mine,
        NOON,
        batch("spring"),
        List.of(new ConfirmedRows.Change(increment("spring"), List.of(spring))),
        NOON);
    assertThat(mine.isTaken(), is(false));
    rows.outputAll((row, time) -> written.add(row));

    assertThat(mine.isTaken(), is(true));
    assertThat("summer is a suspect", written, contains(spring));
    OwnedShard third = taken(OwnedShards.open(journal), empty);
    assertThat(
        "the entries of both attempts",
        third.takeSuspects().stream().map(Increment::value).toList(),
        containsInAnyOrder("summer", "spring"));
  }

  @Test
  void theStateOfAnotherRunIsRefused() {
    State other = new State();
    other.write(List.of(1L, 1L, 0L, 7L));
    PermanentFailure e =
        assertThrows(PermanentFailure.class, () -> taken(OwnedShards.open(journal), other));
    assertThat(e.getMessage(), containsString("The state is of another run than the journal"));
  }

  private static Increment increment(String campaign) {
    return Increments.read(batch(campaign)).get(0);
  }
}
