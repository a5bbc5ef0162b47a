package io.quipu.transforms.trigger;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import io.quipu.model.trigger.Firing;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.model.trigger.TriggerPage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests when the triggers of one counter fire. Between two calls, their page goes through bytes.
 */
class CounterWatchTest {
  private static final CompanyClock CLOCK = new CompanyClock(ZoneId.of("Europe/Berlin"));
  private static final Statistic OPENED = Statistic.of("opened").withUniques();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = 24 * HOUR;

  /** The day on which clocks are set back. */
  private static final long START = Instant.parse("2026-10-24T22:00:00Z").toEpochMilli();

  private final List<Firing> fired = new ArrayList<>();
  private final Map<TriggerPage.Place, CountRow> stored = new HashMap<>();
  private byte @Nullable [] page;

  private static TriggerDefinition trigger(String name, Resolution resolution, String when) {
    return new TriggerDefinition(
        name,
        false,
        OPENED,
        "",
        Set.of(),
        Set.of(),
        resolution,
        when,
        null,
        Duration.ofDays(7),
        false);
  }

  private static TriggerDefinition with(
      TriggerDefinition from, @Nullable Duration silence, Duration lateness, boolean rearms) {
    return new TriggerDefinition(
        from.name(),
        false,
        OPENED,
        "",
        Set.of(),
        Set.of(),
        from.resolution(),
        from.when(),
        silence,
        lateness,
        rearms);
  }

  private static CountRow row(Resolution resolution, long start, long count, long uniques) {
    return new CountRow(
        "acme", "", "opened", "", "", resolution, 2026, start, count, uniques, Map.of(), 7);
  }

  private CounterWatch watch(TriggerPage read, TriggerDefinition... triggers) {
    return new CounterWatch(
        new TriggerIndex(List.of(triggers))
            .of(TriggerDefinition.counter(row(Resolution.DAY, 0, 1, 1))),
        read,
        CLOCK,
        (counter, place) -> stored.get(place),
        fired::add);
  }

  private void changed(CountRow row, long time, TriggerDefinition... triggers) throws Exception {
    stored.put(new TriggerPage.Place(row.resolution(), row.bucketStart()), row);
    TriggerPage read = TriggerPage.fromBytes(page);
    watch(read, triggers).changed(row, time);
    read.expire(time);
    page = read.toBytes();
  }

  private void silence(long time, TriggerDefinition... triggers) throws Exception {
    TriggerPage read = TriggerPage.fromBytes(page);
    watch(read, triggers).lookForSilence(row(Resolution.HOUR, 0, 0, 0), time);
    read.expire(time);
    page = read.toBytes();
  }

  private static long hour(long time) {
    return CLOCK.bucketStart(Resolution.HOUR, Instant.ofEpochMilli(time)).toEpochMilli();
  }

  private static long day(long time) {
    return CLOCK.bucketStart(Resolution.DAY, Instant.ofEpochMilli(time)).toEpochMilli();
  }

  /**
   * Random events of three days, some of them late, in windows of a few events. Expected is what a
   * plain evaluation of all that is known after each window says.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void firesOnceForEachBucketInWhichTheConditionBecomesTrue(long seed) throws Exception {
    TriggerDefinition busy = trigger("busy", Resolution.HOUR, "count >= 4");
    TriggerDefinition growing =
        trigger("growing", Resolution.DAY, "previous.day.count > 0 && count > previous.day.count");
    TriggerDefinition punctual =
        with(trigger("punctual", Resolution.HOUR, "count >= 4"), null, Duration.ZERO, false);
    TriggerDefinition[] all = {busy, growing, punctual};

    Random random = new Random(seed);
    Map<Long, Long> hours = new TreeMap<>();
    Map<Long, Long> days = new TreeMap<>();
    Set<String> expected = new HashSet<>();
    for (int window = 0; window < 150; window++) {
      long now = START + window * HOUR / 2;
      long at = now - (random.nextInt(4) == 0 ? random.nextInt(40) * HOUR : 0);
      long hour = hour(at);
      long day = day(at);
      long more = 1L + random.nextInt(3);
      long inHour = more + hours.getOrDefault(hour, 0L);
      long inDay = more + days.getOrDefault(day, 0L);
      hours.put(hour, inHour);
      days.put(day, inDay);
      changed(row(Resolution.HOUR, hour, inHour, 1), now, all);
      changed(row(Resolution.DAY, day, inDay, 1), now, all);

      if (inHour >= 4) {
        boolean late = now >= hour + HOUR;
        if (expected.add("busy " + hour) && !late) {
          expected.add("punctual " + hour);
        }
      }
      days.forEach(
          (start, count) -> {
            long before = days.getOrDefault(day(start - 1), 0L);
            if (before > 0 && count > before) {
              expected.add("growing " + start);
            }
          });
    }

    List<String> found =
        fired.stream().map(each -> each.trigger() + " " + each.row().bucketStart()).toList();
    assertThat(found.size(), greaterThan(20));
    assertThat(new HashSet<>(found), equalTo(expected));
    assertThat("each once", found.size(), is(expected.size()));
    for (Firing each : fired) {
      long length = each.row().resolution() == Resolution.HOUR ? HOUR : DAY;
      assertThat(each.number(), is(1));
      assertThat(each.failure() == null, is(true));
      if (each.time() < each.row().bucketStart() + length) {
        assertThat(each.late(), is(false));
      }
    }
  }

  @Test
  void canFireAgainAfterItsConditionWasFalse() throws Exception {
    TriggerDefinition once = trigger("once", Resolution.DAY, "count > 5");
    TriggerDefinition again =
        with(trigger("again", Resolution.DAY, "count > 5"), null, Duration.ofDays(7), true);
    long[] counts = {3, 6, 7, 4, 6, 0, 9, 9};
    long changes = 0;
    for (long count : counts) {
      changes++;
      CountRow row =
          new CountRow(
              "acme",
              "",
              "opened",
              "",
              "",
              Resolution.DAY,
              2026,
              START,
              count,
              1L,
              Map.of(),
              7,
              changes);
      changed(row, START + changes, once, again);
    }
    assertThat(
        fired.stream().map(each -> each.trigger() + each.number() + "@" + each.time()).toList(),
        contains(
            "once1@" + (START + 2),
            "again1@" + (START + 2),
            "again2@" + (START + 5),
            "again3@" + (START + 7)));
  }

  @Test
  void aBucketThatIsLongOverFiresNoMore() throws Exception {
    TriggerDefinition busy = trigger("busy", Resolution.HOUR, "count >= 4");
    changed(row(Resolution.HOUR, START, 4, 1), START + 7 * DAY + HOUR - 1, busy);
    changed(row(Resolution.HOUR, START, 5, 1), START + 7 * DAY + HOUR, busy);
    changed(row(Resolution.HOUR, START - HOUR, 5, 1), START + 7 * DAY, busy);
    assertThat(fired.size(), is(1));
    assertThat(fired.get(0).late(), is(true));
    // What has fired is forgotten later than that.
    changed(row(Resolution.HOUR, START, 6, 1), START + 9 * DAY, busy);
    assertThat(fired.size(), is(1));
    assertThat(TriggerPage.fromBytes(page).hasNoBucket(), is(true));
  }

  @Test
  void readsThePreviousBucketIfItWasNotSeen() throws Exception {
    TriggerDefinition growing =
        trigger("growing", Resolution.DAY, "uniques > 2 * previous.day.uniques");
    long before = day(START - 1);
    stored.put(new TriggerPage.Place(Resolution.DAY, before), row(Resolution.DAY, before, 9, 9));
    changed(row(Resolution.DAY, START, 18, 18), START + HOUR, growing);
    assertThat(fired, empty());
    changed(row(Resolution.DAY, START, 19, 19), START + HOUR, growing);
    assertThat(fired.size(), is(1));
  }

  @Test
  void tellsOnceForEachBucketThatAConditionHasNoValue() throws Exception {
    TriggerDefinition ratio = trigger("ratio", Resolution.DAY, "count / previous.day.count > 2");
    changed(row(Resolution.DAY, START, 1, 1), START, ratio);
    changed(row(Resolution.DAY, START, 2, 1), START, ratio);
    long before = day(START - 1);
    changed(row(Resolution.DAY, before, 1, 1), START, ratio);
    changed(row(Resolution.DAY, START, 3, 1), START, ratio);
    assertThat(
        fired.stream()
            .map(
                each ->
                    each.isFailure()
                        + " "
                        + each.number()
                        + " "
                        + each.row().bucketStart()
                        + " "
                        + each.row().count())
            .toList(),
        contains("true 0 " + START + " 1", "true 0 " + before + " 1", "false 1 " + START + " 3"));
  }

  @Test
  void firesWhenNothingHasChangedForATime() throws Exception {
    TriggerDefinition silent =
        with(
            trigger("silent", Resolution.HOUR, "count + previous.hour.count >= 100"),
            Duration.ofMinutes(15),
            Duration.ofDays(7),
            true);
    long minute = HOUR / 60;
    long next = START + HOUR;
    changed(row(Resolution.HOUR, START, 98, 1), next - minute, silent);
    silence(next + 14 * minute, silent);
    assertThat("98 are not enough", fired, empty());

    changed(row(Resolution.HOUR, next, 2, 1), next + 20 * minute, silent);
    silence(next + 34 * minute, silent);
    assertThat("it is too early", fired, empty());
    silence(next + 35 * minute, silent);
    silence(next + 36 * minute, silent);
    changed(row(Resolution.HOUR, next, 3, 1), next + 40 * minute, silent);
    silence(next + 55 * minute, silent);

    assertThat(
        fired.stream()
            .map(each -> each.number() + " " + each.row().count() + " " + each.late())
            .toList(),
        contains("1 2 false", "2 3 false"));
  }
}
