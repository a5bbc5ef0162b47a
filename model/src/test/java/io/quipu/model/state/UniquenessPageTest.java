package io.quipu.model.state;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.event.UniqueIn;
import io.quipu.model.failure.PermanentFailure;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UniquenessPageTest {
  private static final int HOUR_CODES = 31 * 48;

  private record Seen(long value, int bucket) {}

  /** Remembers every (value, bucket) it saw, in three sets. */
  private static final class NaivePage {
    private final Set<Seen> hours = new HashSet<>();
    private final Set<Seen> days = new HashSet<>();
    private final Set<Seen> months = new HashSet<>();

    int add(long value, int hour) {
      int flags = hours.add(new Seen(value, hour)) ? UniqueIn.HOUR : 0;
      flags |= days.add(new Seen(value, hour / 48)) ? UniqueIn.DAY : 0;
      return flags | (months.add(new Seen(value, 0)) ? UniqueIn.MONTH : 0);
    }
  }

  @Property(tries = 300)
  void sameAsASetOfValuesAndBuckets(@ForAll long seed) {
    Random random = new Random(seed);
    int values = 1 + random.nextInt(random.nextBoolean() ? 4 : 200);
    int hours = 1 + random.nextInt(random.nextBoolean() ? 60 : HOUR_CODES);
    long[] fingerprints = random.longs(values).toArray();
    NaivePage naive = new NaivePage();
    UniquenessPage page = UniquenessPage.empty();
    int steps = random.nextInt(600);
    for (int step = 0; step < steps; step++) {
      long value = fingerprints[random.nextInt(values)];
      int hour = random.nextInt(hours);

      assertThat(page.add(value, hour), is(naive.add(value, hour)));

      if (random.nextInt(20) == 0) {
        page = UniquenessPage.fromBytes(page.toBytes());
      }
    }
  }

  @Property(tries = 100)
  void remembersAnIdUntilTheLimitOfOtherIds(@ForAll long seed) {
    Random random = new Random(seed);
    UniquenessPage page = UniquenessPage.empty();
    long before = random.nextInt(1500);
    for (long id = 1; id <= before; id++) {
      page.addId(-id);
    }
    assertThat(page.addId(42), is(true));
    for (int i = 1; i < UniquenessPage.REMEMBERED_IDS; i++) {
      assertThat(page.addId(1000 + i), is(true));
      if (random.nextInt(200) == 0) {
        page = UniquenessPage.fromBytes(page.toBytes());
      }
    }

    assertThat("all but one of the others came", page.addId(42), is(false));
    assertThat(page.addId(999), is(true));
    assertThat("after the limit of other ids", page.addId(42), is(true));
  }

  @Test
  void remembersNoMoreIdsThanTheLimit() {
    UniquenessPage page = UniquenessPage.empty();
    for (int id = 1; id <= 5 * UniquenessPage.REMEMBERED_IDS; id++) {
      page.addId(id);
    }

    // The version, 2 bytes for the number of ids, and 1 byte each for those of entries and hours.
    assertThat(page.toBytes().length, is(5 + 8 * UniquenessPage.REMEMBERED_IDS));
  }

  @Test
  void aValueTakesEightBytesInAPageOfOneHour() {
    UniquenessPage page = UniquenessPage.empty();
    for (int value = 0; value < 100; value++) {
      page.add(value * 0x9E3779B97F4A7C15L, 1487);
    }

    // The version, the numbers of ids, entries and hours, and the hour.
    assertThat(page.toBytes().length, is(4 + 2 + 100 * 8));
  }

  @Test
  void aValueWithOneOfAFewHoursTakesNineBytes() {
    UniquenessPage page = UniquenessPage.empty();
    for (int value = 0; value < 100; value++) {
      page.add(value * 0x9E3779B97F4A7C15L, value % 50 * 20);
    }

    assertThat(page.toBytes().length, is(4 + 50 + 100 * 9));
  }

  @Test
  void aValueWithAllHoursOfThePageTakesNoMore() {
    UniquenessPage page = UniquenessPage.empty();
    for (int hour = 0; hour < 60; hour++) {
      page.add(1, hour);
      page.add(2, hour);
    }

    assertThat(page.toBytes().length, is(4 + 60 + 2 * 9));
  }

  @Test
  void theFormatStays() {
    String golden =
        "02" // version
            + "02" // ids
            + "0000000000000007"
            + "ffffffffffffffff"
            + "04" // entries, by fingerprint
            + "fffffffffffffffe"
            + "0000000000000001"
            + "0000000000000002"
            + "0123456789abcdef"
            + "11" // all 17 hours: 0, 2, 48, 1474 to 1487
            + "00022e920b01010101010101010101010101"
            + "20" // the first entry's only hour: 1487
            + "07" // the second has 3: 2, 48, 1487
            + "01010e"
            + "1b" // the third has 13, all from 1475 on, as bits
            + "f0ff01"
            + "23"; // the fourth has all
    UniquenessPage page = UniquenessPage.empty();
    page.addId(7);
    page.addId(-1);
    page.add(1, 48);
    page.add(0x0123456789abcdefL, 0);
    page.add(0x0123456789abcdefL, 2);
    page.add(0x0123456789abcdefL, 48);
    for (int hour = 1474; hour <= 1487; hour++) {
      page.add(0x0123456789abcdefL, hour);
    }
    for (int hour = 1487; hour > 1474; hour--) {
      page.add(2, hour);
    }
    page.add(1, 1487);
    page.add(-2, 1487);
    page.add(1, 2);

    assertThat(HexFormat.of().formatHex(page.toBytes()), is(golden));
    UniquenessPage read = UniquenessPage.fromBytes(HexFormat.of().parseHex(golden));
    assertThat(HexFormat.of().formatHex(read.toBytes()), is(golden));
    assertThat(read.addId(7), is(false));
    assertThat(read.add(1, 2), is(UniqueIn.NONE));
    assertThat(read.add(1, 3), is(UniqueIn.HOUR));
    assertThat(
        "it shares its hours with no other", read.add(2, 3), is(UniqueIn.HOUR | UniqueIn.DAY));
  }

  @Test
  void refusesAnotherVersionAndTrailingBytes() {
    byte[] newer = UniquenessPage.empty().toBytes();
    byte[] longer = Arrays.copyOf(newer, newer.length + 1);
    newer[0] = 9;

    assertThat(
        assertThrows(PermanentFailure.class, () -> UniquenessPage.fromBytes(newer)).getMessage(),
        is(
            "The uniqueness page has the format version 9, but this program reads version 2;"
                + " run the program that wrote it."));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> UniquenessPage.fromBytes(longer))
            .getMessage(),
        containsString("1 bytes more than its format"));
  }
}
