package io.quipu.model.calendar;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketRangeTest {

  /** Checks unusual clock changes against the bucket of each minute around them. */
  @ParameterizedTest
  @CsvSource({
    "UTC,                 2026-01-01T00:00:00Z",
    "Europe/Berlin,       2026-03-29T01:00:00Z",
    "Europe/Berlin,       2026-10-25T01:00:00Z",
    "Asia/Kolkata,        2026-01-01T00:00:00Z",
    // By half an hour.
    "Australia/Lord_Howe, 2026-04-04T15:00:00Z",
    "Australia/Lord_Howe, 2026-10-03T15:30:00Z",
    // At a minute past midnight, back to the day before.
    "America/St_Johns,    2010-11-07T02:31:00Z",
    "America/St_Johns,    2010-03-14T03:31:00Z",
    // From midnight to one.
    "America/Asuncion,    2023-10-01T04:00:00Z",
    // A day that the clock skips.
    "Pacific/Apia,        2011-12-30T10:00:00Z",
    // By a quarter and by half an hour.
    "Asia/Kathmandu,      1985-12-31T18:30:00Z",
    "Asia/Pyongyang,      2015-08-14T15:00:00Z",
  })
  void bucketsBeginWhereTheClockShowsThemFirst(ZoneId zone, Instant moment) {
    CompanyClock clock = new CompanyClock(zone);
    for (Resolution resolution : Resolution.values()) {
      Instant from = moment.minus(Duration.ofHours(50));
      Instant to = moment.plus(Duration.ofHours(50));
      TreeSet<Instant> expected = new TreeSet<>();
      for (Instant minute = from; minute.isBefore(to); minute = minute.plusSeconds(60)) {
        Instant start = clock.bucketStart(resolution, minute);
        if (!start.isBefore(from)) {
          expected.add(start);
        }
      }
      BucketRange buckets = BucketRange.between(clock, resolution, from, to, 1_000);
      assertThat(buckets.starts(), equalTo(List.copyOf(expected)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01, 2027-01, 12",
    "2026-01, 2026-02-03, 3",
    "2026-01-31T22:00, 2026-03-01T02:00, 5",
    "2026-10-25, 2026-10-26, 1",
    "2026-10-25, 2026-10-25T23:00, 24",
    "2026-10-25, 2026-10-25, 0",
  })
  void coversARangeWithTheLongestBuckets(String from, String to, int buckets) {
    CompanyClock clock = new CompanyClock(ZoneId.of("Europe/Berlin"));
    Instant start = clock.parse("from", from);
    Instant end = clock.parse("to", to);
    List<Bucket> cover = BucketRange.covering(clock, EnumSet.allOf(Resolution.class), start, end);
    assertThat(cover.size(), equalTo(buckets));
    Instant next = start;
    for (Bucket bucket : cover) {
      assertThat(bucket.start(), equalTo(next));
      next = clock.bucketEnd(bucket.resolution(), next);
    }
    assertThat(next, equalTo(end));
  }

  @Test
  void refusesARangeThatBucketsCannotCover() {
    CompanyClock clock = new CompanyClock(ZoneId.of("UTC"));
    Set<Resolution> days = EnumSet.of(Resolution.DAY, Resolution.MONTH);
    Instant midnight = clock.parse("from", "2026-11-20");
    assertThrows(
        IllegalArgumentException.class,
        () -> BucketRange.covering(clock, days, midnight, midnight.plusSeconds(90_000)));
    assertThat(
        BucketRange.covering(clock, days, midnight, midnight.plusSeconds(86_400)),
        equalTo(List.of(new Bucket(Resolution.DAY, midnight))));
  }

  @Test
  void refusesTooManyBuckets() {
    CompanyClock clock = new CompanyClock(ZoneId.of("UTC"));
    Instant start = Instant.EPOCH;
    assertThrows(
        IllegalArgumentException.class,
        () -> BucketRange.between(clock, Resolution.HOUR, start, start.plusSeconds(36_001), 10));
    assertThat(
        BucketRange.between(clock, Resolution.HOUR, start, start.plusSeconds(36_000), 10)
            .starts()
            .size(),
        equalTo(10));
  }
}
