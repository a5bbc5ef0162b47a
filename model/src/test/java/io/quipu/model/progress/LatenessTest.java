package io.quipu.model.progress;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.failure.PermanentFailure;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LatenessTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final long DAY = 86_400_000;
  private static final Instant NOON = Instant.parse("2026-11-18T11:30:00Z");

  @Property(tries = 200)
  void aQuantileIsNeverTooSmallAndAtMost42PercentTooLarge(@ForAll long seed) {
    Random random = new Random(seed);
    Lateness lateness = new Lateness();
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      long delay = (long) Math.pow(10, 3 + 6 * random.nextDouble());
      delays.add(delay);
      add(lateness, NOON, delay);
    }
    Collections.sort(delays);
    for (double share : new double[] {0.5, 0.9, 0.999, 1}) {
      long right = delays.get((int) Math.ceil(share * delays.size()) - 1);
      assertThat(lateness.within(share), greaterThanOrEqualTo(right));
      assertThat((double) lateness.within(share), lessThanOrEqualTo(right * 1.42 + 1_000));
    }
  }

  @Test
  void knowsHowManyCameAfterTheirBucket() {
    Lateness lateness = new Lateness();
    add(lateness, NOON, 29 * 60_000);
    add(lateness, NOON, 31 * 60_000);
    add(lateness, NOON, DAY);
    add(lateness, NOON, 20 * DAY);
    add(lateness, NOON, -3_600_000);

    assertThat(lateness.events(), is(5L));
    assertThat(lateness.lateShare(Resolution.HOUR), closeTo(0.6, 1e-9));
    assertThat(lateness.lateShare(Resolution.DAY), closeTo(0.4, 1e-9));
    assertThat(lateness.lateShare(Resolution.MONTH), closeTo(0.2, 1e-9));
  }

  @Test
  void forgetsAfterTwoWeeks() {
    Lateness lateness = new Lateness();
    add(lateness, NOON, 50 * DAY);
    add(lateness, NOON.plusMillis(7 * DAY), 0);
    assertThat(lateness.events(), is(2L));
    add(lateness, NOON.plusMillis(14 * DAY), 0);
    assertThat(lateness.events(), is(2L));
    assertThat(lateness.within(1), is(1_000L));
    add(lateness, NOON.minusMillis(30 * DAY), 50 * DAY);
    assertThat(lateness.events(), is(2L));
  }

  @Property(tries = 200)
  void partsAddUpInAnyOrder(@ForAll long seed) {
    Random random = new Random(seed);
    Lateness whole = new Lateness();
    List<Lateness> parts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Lateness part = new Lateness();
      for (int j = 0; j < 5; j++) {
        Instant appended = NOON.plusMillis(random.nextLong(14 * DAY));
        long delay = random.nextLong(40 * DAY);
        add(part, appended, delay);
      }
      parts.add(part);
    }
    Lateness other = new Lateness();
    parts.forEach(whole::add);
    Collections.shuffle(parts, random);
    parts.forEach(other::add);

    assertThat(other, is(whole));
    assertThat(Lateness.fromBytes(whole.toBytes()), is(whole));
  }

  @Test
  void bytesStayReadable() {
    Lateness lateness = new Lateness();
    add(lateness, NOON.minusMillis(7 * DAY), 2_000);
    add(lateness, NOON, 3_600_000);
    String golden =
        "01ae2e01000019000000000000000000000000000000000000000000000000010000000300" + "0001";

    assertThat(HexFormat.of().formatHex(lateness.toBytes()), is(golden));
    assertThat(Lateness.fromBytes(HexFormat.of().parseHex(golden)), is(lateness));
  }

  @Test
  void anUnknownVersionIsRefused() {
    assertThrows(PermanentFailure.class, () -> Lateness.fromBytes(new byte[] {9, 0, 0}));
  }

  private static void add(Lateness lateness, Instant appended, long delay) {
    lateness.add(
        appended.toEpochMilli(),
        delay,
        LocalHour.of(appended.minusMillis(delay), ZONE),
        LocalHour.of(appended, ZONE));
  }
}
