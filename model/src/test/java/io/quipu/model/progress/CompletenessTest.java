package io.quipu.model.progress;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompletenessTest {
  private static final long HOUR = 3_600_000;
  private static final long START = Instant.parse("2026-11-18T11:00:00Z").toEpochMilli();
  private static final long END = START + HOUR;
  private static final long NOW = END + 10 * HOUR;

  @Test
  void completeWhenAllIsCountedAndLateEventsHadTheirTime() {
    // The slowest of the events took a minute: its class ends at 64 s, and a second for clocks.
    assertThat(missing(counted(END + 65_000), lateBy(60_000)), is(nullValue()));
    assertThat(missing(counted(END + 64_999), lateBy(60_000)), containsString("within 1 minutes"));
  }

  @Test
  void oneEventInAThousandMayBeLater() {
    Lateness lateness = new Lateness();
    for (int i = 0; i < 1_999; i++) {
      lateness.add(START, 500, 0, 0);
    }
    lateness.add(START, 40L * 24 * HOUR, 0, 0);
    assertThat(missing(counted(END + 2_000), lateness), is(nullValue()));
    lateness.add(START, 40L * 24 * HOUR, 0, 0);
    lateness.add(START, 40L * 24 * HOUR, 0, 0);
    assertThat(missing(counted(END + 2_000), lateness), containsString("may still come"));
  }

  @Test
  void neverBeforeTheEndOfTheBucket() {
    Completeness all = new Completeness(counted(Counted.ALL), null, letters(Map.of()), null, 0);
    assertThat(all.missing(START, END, END - 1), containsString("has not ended"));
    assertThat(all.missing(START, END, END), is(nullValue()));
  }

  @Test
  void neverWithoutKnowingHowLateEventsCome() {
    assertThat(missing(counted(NOW), null), containsString("not known yet"));
  }

  @Test
  void neverWhileSomethingIsWrongOrUnknown() {
    Lateness lateness = lateBy(1);
    assertThat(missing(Counted.unknown("Nobody knows.", "exact"), lateness), is("Nobody knows."));
    assertThat(
        missing(new Counted(null, NOW, Counted.NOTHING, List.of(), "approximate"), lateness),
        containsString("--delivery"));
    assertThat(
        missing(new Counted(null, NOW, START + 1, List.of(), "exact"), lateness),
        containsString("records from before 2026-11-18T11:00:00Z"));
    assertThat(
        missing(new Counted(null, NOW, START, List.of(), "exact"), lateness), is(nullValue()));
    assertThat(
        new Completeness(counted(NOW), lateness, letters(Map.of()), Instant.EPOCH, 2)
            .missing(START, END, NOW),
        containsString("2 wrong rows"));
  }

  @Test
  void aDeadLetterWaitsForTheBucketsThatItMayBelongTo() {
    int hour = (int) (START / HOUR);
    for (int offset : new int[] {-24, -1, 0, 1}) {
      assertThat(
          "hour " + offset, missing(hour + offset), containsString("1 dead letters that wait"));
    }
    assertThat(missing(hour - 25), is(nullValue()));
    assertThat(missing(hour + 2), is(nullValue()));
    // A file says nothing of the time of its events.
    assertThat(missing(WaitingLetters.ANY_HOUR), containsString("1 dead letters"));
    assertThat(letters(Map.of(hour, -3L)).of(START, END, 0), is(0L));
  }

  @Test
  void positionsStayReadable() {
    ReadPosition position = new ReadPosition("events", 3, 1_000, START);
    String golden = "01066576656e747303e807808e82e5bd68";

    assertThat(HexFormat.of().formatHex(position.toBytes()), is(golden));
    assertThat(ReadPosition.fromBytes(HexFormat.of().parseHex(golden)), is(position));
  }

  private static Counted counted(long upTo) {
    return new Counted(null, upTo, Counted.NOTHING, List.of(), "exact");
  }

  private static Lateness lateBy(long delay) {
    Lateness lateness = new Lateness();
    lateness.add(START, delay, 0, 0);
    return lateness;
  }

  private static WaitingLetters letters(Map<Integer, Long> byHour) {
    return new WaitingLetters(byHour);
  }

  private static @Nullable String missing(Counted counted, @Nullable Lateness lateness) {
    return new Completeness(counted, lateness, letters(Map.of()), null, 0).missing(START, END, NOW);
  }

  private static @Nullable String missing(int letterHour) {
    return new Completeness(counted(NOW), lateBy(1), letters(Map.of(letterHour, 1L)), null, 0)
        .missing(START, END, NOW);
  }
}
