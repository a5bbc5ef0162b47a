package io.quipu.model.calendar;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketCalendarTest {
  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2040-01-01T00:00:00Z");

  /** An instant with its zone. */
  record Place(ZoneId zone, Instant instant) {}

  @Property(tries = 3000)
  void hoursStartWhereTheWallClockSaysSo(@ForAll("places") Place place) {
    BucketCalendar calendar = new BucketCalendar(place.zone());

    int localHour = calendar.localHour(place.instant().toEpochMilli());

    SlowCalendar slow = new SlowCalendar(place.zone());
    LocalDateTime wall = slow.wallClock(place.instant());
    int code = LocalHour.code(localHour);
    assertThat(LocalHour.yearMonth(LocalHour.month(localHour)), is(YearMonth.from(wall)));
    assertThat(LocalHour.day(code), is(wall.getDayOfMonth()));
    assertThat(LocalHour.hour(code), is(wall.getHour()));
    assertThat(
        calendar.hourStart(LocalHour.month(localHour), code),
        is(slow.hourStart(place.instant()).toEpochMilli()));
  }

  @Property(tries = 2000)
  void instantsShareAnHourIfTheyShareABucket(
      @ForAll("places") Place place, @ForAll("minutes") int minutes) {
    Instant other = place.instant().plus(Duration.ofMinutes(minutes));
    BucketCalendar calendar = new BucketCalendar(place.zone());

    boolean sameHour =
        calendar.localHour(place.instant().toEpochMilli())
            == calendar.localHour(other.toEpochMilli());

    SlowCalendar slow = new SlowCalendar(place.zone());
    assertThat(sameHour, is(slow.hourStart(place.instant()).equals(slow.hourStart(other))));
  }

  @Property(tries = 200)
  void daysAndMonthsStartWithTheirFirstInstant(@ForAll("places") Place place) {
    BucketCalendar calendar = new BucketCalendar(place.zone());

    int localHour = calendar.localHour(place.instant().toEpochMilli());
    int month = LocalHour.month(localHour);
    long dayStart = calendar.dayStart(month, LocalHour.day(LocalHour.code(localHour)));

    SlowCalendar slow = new SlowCalendar(place.zone());
    LocalDate date = slow.wallClock(place.instant()).toLocalDate();
    assertThat(dayStart, is(slow.dayStart(date).toEpochMilli()));
    assertThat(calendar.monthStart(month), is(slow.monthStart(date).toEpochMilli()));
  }

  @Property(tries = 300)
  void cachedPeriodsDoNotChangeTheResult(
      @ForAll("places") Place first, @ForAll("minutes") int minutes) {
    BucketCalendar used = new BucketCalendar(first.zone());
    used.localHour(first.instant().toEpochMilli());
    long next = first.instant().plus(Duration.ofMinutes(minutes)).toEpochMilli();

    assertThat(used.localHour(next), is(new BucketCalendar(first.zone()).localHour(next)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"})
  void everyMinuteAroundEveryTransitionIsInItsBucket(String name) {
    ZoneId zone = ZoneId.of(name);
    BucketCalendar calendar = new BucketCalendar(zone);
    SlowCalendar slow = new SlowCalendar(zone);
    ZoneOffsetTransition transition = zone.getRules().nextTransition(FIRST);
    while (transition != null
        && transition.getInstant().isBefore(Instant.parse("2013-01-01T00:00:00Z"))) {
      Instant instant = transition.getInstant().minus(Duration.ofHours(3));
      Instant end = transition.getInstant().plus(Duration.ofHours(3));
      while (instant.isBefore(end)) {
        int localHour = calendar.localHour(instant.toEpochMilli());
        assertThat(
            instant.toString(),
            calendar.hourStart(LocalHour.month(localHour), LocalHour.code(localHour)),
            is(slow.hourStart(instant).toEpochMilli()));
        instant = instant.plus(Duration.ofMinutes(1));
      }
      transition = zone.getRules().nextTransition(transition.getInstant());
    }
  }

  @Test
  void anHourThatTheClockShowsTwiceIsTwoBuckets() {
    BucketCalendar london = new BucketCalendar(ZoneId.of("Europe/London"));
    long first = Instant.parse("2026-10-25T00:30:00Z").toEpochMilli();
    long second = Instant.parse("2026-10-25T01:30:00Z").toEpochMilli();

    assertThat(london.localHour(first), not(equalTo(london.localHour(second))));
    assertThat(start(london, first), is("2026-10-25T00:00:00Z"));
    assertThat(start(london, second), is("2026-10-25T01:00:00Z"));
  }

  @Test
  void aDayWithoutMidnightStartsAtOne() {
    BucketCalendar saoPaulo = new BucketCalendar(ZoneId.of("America/Sao_Paulo"));
    int november = LocalHour.month(YearMonth.of(2018, 11));

    long start = saoPaulo.dayStart(november, 4);

    assertThat(Instant.ofEpochMilli(start), is(Instant.parse("2018-11-04T03:00:00Z")));
    assertThat(LocalHour.hour(LocalHour.code(saoPaulo.localHour(start))), is(1));
  }

  @Test
  void anHourAfterTheMonthBeganCanBelongToTheMonthBefore() {
    // On 1 November 2009 the clock went from 00:01 back to 23:01 of 31 October.
    BucketCalendar stJohns = new BucketCalendar(ZoneId.of("America/St_Johns"));
    long transition = Instant.parse("2009-11-01T02:31:00Z").toEpochMilli();

    assertThat(
        Instant.ofEpochMilli(stJohns.monthStart(LocalHour.month(YearMonth.of(2009, 11)))),
        is(Instant.parse("2009-11-01T02:30:00Z")));
    assertThat(
        LocalHour.yearMonth(LocalHour.month(stJohns.localHour(transition))),
        is(YearMonth.of(2009, 10)));
    assertThat(start(stJohns, transition), is("2009-11-01T02:31:00Z"));
  }

  @Provide
  Arbitrary<Integer> minutes() {
    return Arbitraries.integers().between(-180, 180);
  }

  @Provide
  Arbitrary<Place> places() {
    Arbitrary<ZoneId> awkward =
        Arbitraries.of(
                "UTC",
                "Europe/London",
                "America/New_York",
                "Asia/Kolkata",
                "Asia/Kathmandu",
                "Australia/Lord_Howe",
                "America/St_Johns",
                "America/Sao_Paulo",
                "Pacific/Apia",
                "Africa/Casablanca")
            .map(ZoneId::of);
    Arbitrary<ZoneId> any =
        Arbitraries.of(List.copyOf(new TreeSet<>(ZoneId.getAvailableZoneIds()))).map(ZoneId::of);
    return Arbitraries.oneOf(awkward, any)
        .flatMap(zone -> instants(zone).map(instant -> new Place(zone, instant)))
        .withoutEdgeCases();
  }

  private static Arbitrary<Instant> instants(ZoneId zone) {
    Arbitrary<Instant> anyTime =
        Arbitraries.longs()
            .between(FIRST.toEpochMilli(), LAST.toEpochMilli())
            .map(Instant::ofEpochMilli);
    Arbitrary<Duration> near =
        Arbitraries.longs()
            .between(-Duration.ofHours(26).toMillis(), Duration.ofHours(26).toMillis())
            .map(Duration::ofMillis);
    Arbitrary<Instant> transitions =
        anyTime.map(
            instant -> {
              ZoneOffsetTransition next = zone.getRules().nextTransition(instant);
              return next == null ? instant : next.getInstant();
            });
    Arbitrary<Instant> monthEnds =
        anyTime.map(
            instant ->
                LocalDate.ofInstant(instant, ZoneOffset.UTC)
                    .withDayOfMonth(1)
                    .atStartOfDay(zone)
                    .toInstant());
    Arbitrary<Instant> leapDays =
        Arbitraries.of(2000, 2004, 2012, 2024, 2028)
            .map(year -> LocalDate.of(year, 2, 29).atTime(12, 0).atZone(zone).toInstant());
    return Arbitraries.oneOf(
        anyTime,
        transitions,
        transitions.flatMap(at -> near.map(at::plus)),
        monthEnds.flatMap(at -> near.map(at::plus)),
        leapDays.flatMap(at -> near.map(at::plus)));
  }

  private static String start(BucketCalendar calendar, long instant) {
    int hour = calendar.localHour(instant);
    return Instant.ofEpochMilli(calendar.hourStart(LocalHour.month(hour), LocalHour.code(hour)))
        .toString();
  }
}
