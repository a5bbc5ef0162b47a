package io.quipu.model.counter;

import static io.quipu.model.state.SameTotals.assertSame;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.UniqueIn;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.model.state.NaiveCounter;
import io.quipu.model.state.RandomCounts;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class IncrementsTest {
  private static final int MONTH = RandomCounts.MONTH;

  /** In these tests, this flag means: count for the customer, not for the company. */
  private static final int FOR_CUSTOMER = UniqueIn.DAY;

  private static final Statistic OPENED =
      Statistic.of("opened", Set.of(Resolution.values()), true, List.of());
  private static final Statistic ORDERED =
      Statistic.of("ordered", Set.of(Resolution.DAY), false, List.of(Sum.of("revenue", 2)));
  private static final Statistic ORDERED_BEFORE =
      Statistic.of("ordered", Set.of(Resolution.DAY), true, List.of(Sum.of("revenue", 0)));

  private record Whose(
      String company, String customer, Statistic statistic, String dimension, String value) {}

  @Property(tries = 100)
  void anyGroupingGivesTheTotalsOfAllEvents(@ForAll long seed) {
    Random random = new Random(seed);
    List<CheckedEvent> events = events(random, 200);
    Map<Whose, NaiveCounter> naive = naive(events);
    assertThat(naive, not(anEmptyMap()));
    List<IncrementBatch> batches = new ArrayList<>();
    int from = 0;
    while (from < events.size()) {
      int to = Math.min(events.size(), from + 1 + random.nextInt(30));
      batches.add(increments(events.subList(from, to)).toBatch());
      from = to;
    }
    while (batches.size() > 1) {
      Collections.shuffle(batches, random);
      int merged = Math.min(batches.size(), 2 + random.nextInt(3));
      Increments sum = new Increments();
      batches.subList(0, merged).forEach(sum::add);
      batches.subList(0, merged).clear();
      batches.add(sum.toBatch());
    }

    List<Increment> all = Increments.read(batches.get(0));

    assertThat(all.size(), is(naive.size()));
    for (Increment increment : all) {
      Whose counter =
          new Whose(
              increment.company(),
              increment.customer(),
              increment.statistic(),
              increment.dimension(),
              increment.value());
      assertThat(
          increment.counter(),
          is(
              counter.customer().isEmpty()
                  ? Fingerprint.ofCounter(
                      counter.company(),
                      counter.statistic().name(),
                      counter.dimension(),
                      counter.value())
                  : Fingerprint.ofCustomerCounter(
                      counter.company(),
                      counter.customer(),
                      counter.statistic().name(),
                      counter.dimension(),
                      counter.value())));
      NaiveCounter expected = naive.get(counter);
      if (expected == null) {
        throw new AssertionError("There is no " + counter);
      }
      assertSame(increment.page(), expected);
    }
  }

  @Test
  void mergingDoesNotChangeTheBatch() {
    Random random = new Random(1);
    IncrementBatch batch = increments(events(random, 50)).toBatch();
    byte[] before = batch.bytes().clone();
    Increments merged = new Increments();

    merged.add(batch);
    merged.add(batch);

    assertThat(batch.bytes(), is(before));
    assertThat(Increments.read(merged.toBatch()).get(0).page().month().count() % 2, is(0L));
  }

  @Test
  void theFormatStays() {
    Event event =
        Event.builder("c", ORDERED, LocalHour.ofCode(MONTH, 5))
            .customer("u")
            .value("d", "v")
            .amount(0, 7)
            .build();
    Fingerprint value = event.counter(0);
    Fingerprint whole = event.counter(1);
    String hours = "01" + "05" + "01" + "01" + "00" + "00" + "0107";
    String ordered = HexFormat.of().formatHex("ordered".getBytes(StandardCharsets.UTF_8));
    String revenue = HexFormat.of().formatHex("revenue".getBytes(StandardCharsets.UTF_8));
    String golden =
        "02" // version
            + "01"
            + "0163"
            + "07"
            + ordered
            + "04"
            + "01"
            + "07"
            + revenue
            + "02" // the scope
            + "02"
            + "0000"
            + "000175" // its owners: the company and the customer u
            + "03" // counters
            + "00"
            + "0164"
            + "0176"
            + hex(value)
            + hours
            + "00"
            + "00"
            + "00"
            + hex(whole)
            + hours
            + "01"
            + "00"
            + "00"
            + hex(event.customerCounter(1))
            + hours;
    CheckedEvent checked = new CheckedEvent(event, new byte[] {1, 1});

    Increments increments = increments(List.of(checked));
    increments.addForCustomer(checked, 1);

    assertThat(HexFormat.of().formatHex(increments.toBatch().bytes()), is(golden));
    Increments read = new Increments();
    read.add(new IncrementBatch(HexFormat.of().parseHex(golden)));
    assertThat(HexFormat.of().formatHex(read.toBatch().bytes()), is(golden));
  }

  @Test
  void refusesAnotherVersion() {
    byte[] bytes = new Increments().toBatch().bytes();
    bytes[0] = 7;

    assertThat(
        assertThrows(PermanentFailure.class, () -> Increments.read(new IncrementBatch(bytes)))
            .getMessage(),
        is(
            "The batch of increments has the format version 7, but this program reads version 2;"
                + " run the program that wrote it."));
  }

  private static List<CheckedEvent> events(Random random, int count) {
    List<Statistic> statistics = List.of(OPENED, ORDERED, ORDERED_BEFORE);
    List<CheckedEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Statistic statistic = statistics.get(random.nextInt(statistics.size()));
      int hour = LocalHour.ofCode(MONTH, random.nextInt(100));
      EventBuilder event =
          Event.builder("shop" + random.nextInt(2), statistic, hour)
              .customer("customer" + random.nextInt(3));
      for (int j = random.nextInt(4); j > 0; j--) {
        event.value("dimension" + random.nextInt(2), "value" + random.nextInt(5));
      }
      if (!statistic.sums().isEmpty()) {
        event.amount(0, random.nextLong());
      }
      byte[] uniqueIn = new byte[event.build().counters()];
      Arrays.fill(uniqueIn, (byte) List.of(0, 7, FOR_CUSTOMER).get(random.nextInt(3)).intValue());
      events.add(new CheckedEvent(event.build(), uniqueIn));
    }
    return events;
  }

  private static Increments increments(List<CheckedEvent> events) {
    Increments increments = new Increments();
    for (CheckedEvent event : events) {
      for (int i = 0; i < event.event().counters(); i++) {
        if (event.uniqueIn(i) == FOR_CUSTOMER) {
          increments.addForCustomer(event, i);
        } else {
          increments.add(event, i);
        }
      }
    }
    return increments;
  }

  private static Map<Whose, NaiveCounter> naive(List<CheckedEvent> events) {
    Map<Whose, NaiveCounter> naive = new HashMap<>();
    for (CheckedEvent checked : events) {
      Event event = checked.event();
      Map<String, BigDecimal> amounts = new HashMap<>();
      for (int i = 0; i < event.statistic().sums().size(); i++) {
        Sum sum = event.statistic().sums().get(i);
        amounts.put(sum.name(), BigDecimal.valueOf(event.amount(i), sum.scale()));
      }
      for (int i = 0; i < event.counters(); i++) {
        String dimension = i == event.size() ? "" : event.dimension(i);
        String value = i == event.size() ? "" : event.value(i);
        String customer =
            checked.uniqueIn(i) == FOR_CUSTOMER ? String.valueOf(event.customer()) : "";
        naive
            .computeIfAbsent(
                new Whose(event.company(), customer, event.statistic(), dimension, value),
                key -> new NaiveCounter())
            .add(LocalHour.code(event.localHour()), checked.uniqueIn(i), amounts);
      }
    }
    return naive;
  }

  private static String hex(Fingerprint fingerprint) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(fingerprint.high()) + hex.toHexDigits(fingerprint.low());
  }
}
