package io.quipu.model.state;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.event.Lookup;
import io.quipu.model.event.RandomEvents;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.model.failure.PermanentFailure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The formats between stages are read as they were written. */
class FormatsTest {

  @Property(tries = 300)
  void batchesOfEvents(@ForAll long seed) {
    RandomEvents random = new RandomEvents(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Statistic statistic = random.statistic();
      events.add(random.event(statistic));
      events.add(random.event(statistic));
    }

    List<Event> read = EventBatch.fromBytes(EventBatch.of(events).toBytes()).events();

    assertThat(read.size(), is(events.size()));
    for (int i = 0; i < read.size(); i++) {
      assertSame(read.get(i), events.get(i));
    }
  }

  @Property(tries = 300)
  void checkedEvents(@ForAll long seed) {
    CheckedEvent checked = new RandomEvents(seed).checked();

    CheckedEvent read = CheckedEvent.fromBytes(checked.toBytes());

    assertThat(read, is(checked));
    for (int i = 0; i < checked.event().counters(); i++) {
      assertThat(read.uniqueIn(i), is(checked.uniqueIn(i)));
    }
  }

  @Property(tries = 300)
  void rawRecordsAndDeadLetters(@ForAll long seed) {
    DeadLetter letter = new RandomEvents(seed).deadLetter();

    RawRecord record = RawRecord.fromBytes(letter.record().toBytes());

    assertThat(DeadLetter.fromBytes(letter.toBytes()), is(letter));
    assertThat(record.payload(), is(letter.record().payload()));
    assertThat(record.position(), is(letter.record().position()));
    assertThat(record.streamTime(), is(letter.record().streamTime()));
  }

  @Property(tries = 300)
  void rows(@ForAll long seed) {
    CountRow row = new RandomEvents(seed).row();

    assertThat(CountRow.fromBytes(row.toBytes()), is(row));
  }

  @Test
  void equalRowsHaveEqualBytes() {
    // Maps of these names iterate in the order in which they were filled.
    Map<String, BigDecimal> one = new LinkedHashMap<>();
    one.put("a", BigDecimal.ONE);
    one.put("b", BigDecimal.TEN);
    Map<String, BigDecimal> other = new LinkedHashMap<>();
    other.put("b", BigDecimal.TEN);
    other.put("a", BigDecimal.ONE);

    assertThat(row(one), is(row(other)));
    assertThat(row(one).toBytes(), is(row(other).toBytes()));
  }

  @Test
  void equalBatchesOfEventsAreEqual() {
    RandomEvents random = new RandomEvents(5);
    EventBatch batch = EventBatch.of(random.event(random.statistic()));

    assertThat(EventBatch.fromBytes(batch.toBytes()), is(batch));
    assertThat(EventBatch.fromBytes(batch.toBytes()).hashCode(), is(batch.hashCode()));
  }

  @Test
  void anEmptyBatchOfEvents() {
    assertThat(
        EventBatch.fromBytes(EventBatch.of(List.of()).toBytes()).events(),
        is(Collections.emptyList()));
  }

  @Test
  void theFormatOfABatchOfEventsStays() {
    Statistic statistic =
        Statistic.of("s", Set.of(Resolution.HOUR, Resolution.MONTH), true, List.of(Sum.of("m", 2)));
    Event event =
        Event.builder("c", statistic, LocalHour.ofCode(1, 3))
            .customer("u")
            .value("d", "v")
            .amount(0, -2)
            .lookups(List.of(new Lookup("d", List.of("k"))))
            .origin(new RawRecord(new byte[] {9}, new SourcePosition("t", 4, 5), 6))
            .build();
    String golden =
        "01" // version
            + "02"
            + "0163"
            + "0164" // strings: c, d
            + "01"
            + "0173"
            + "0b"
            + "01"
            + "016d"
            + "02" // the statistic
            + "01"
            + "00"
            + "00"
            + "8310" // one event: company, statistic, hour 2051
            + "01"
            + "0175"
            + "00"
            + "0000000000000000" // customer, no email, no id
            + "01"
            + "01"
            + "0176" // values
            + "03" // the amount -2
            + "01"
            + "01"
            + "01"
            + "016b" // lookups
            + "01"
            + "0109"
            + "0174"
            + "04"
            + "05"
            + "0c"; // origin

    assertThat(HexFormat.of().formatHex(EventBatch.of(event).toBytes()), is(golden));
    assertSame(EventBatch.fromBytes(HexFormat.of().parseHex(golden)).events().get(0), event);
  }

  @Test
  void namesThatEventsShareAreWrittenOnce() {
    Statistic statistic = Statistic.of("s".repeat(100), Set.of(Resolution.HOUR), true, List.of());
    Event event = Event.builder("c".repeat(100), statistic, 0).value("d".repeat(100), "v").build();

    int one = EventBatch.of(event).toBytes().length;
    int two = EventBatch.of(List.of(event, event)).toBytes().length;

    assertThat(two - one, lessThan(20));
  }

  @Test
  void refusesAnotherVersion() {
    byte[] batch = EventBatch.of(List.of()).toBytes();
    batch[0] = 3;
    byte[] row = row(Map.of()).toBytes();
    row[0] = 0;

    assertThat(
        message(() -> EventBatch.fromBytes(batch)),
        is(
            "The batch of events has the format version 3, but this program reads version 1;"
                + " run the program that wrote it."));
    assertThat(
        message(() -> CountRow.fromBytes(row)),
        is(
            "A row of counts has the format version 0, but this program reads version 4;"
                + " run the program that wrote it."));
  }

  private static CountRow row(Map<String, BigDecimal> sums) {
    return new CountRow("c", "", "s", "", "", Resolution.DAY, 2026, 0, 1, null, sums);
  }

  private static String message(Executable reading) {
    return String.valueOf(assertThrows(PermanentFailure.class, reading).getMessage());
  }

  /** Compares each field, because {@code equals} compares the bytes. */
  private static void assertSame(Event read, Event event) {
    assertThat(read.company(), is(event.company()));
    assertThat(read.statistic(), is(event.statistic()));
    assertThat(read.customer(), is(event.customer()));
    assertThat(read.email(), is(event.email()));
    assertThat(read.localHour(), is(event.localHour()));
    assertThat(read.id(), is(event.id()));
    assertThat(read.size(), is(event.size()));
    for (int i = 0; i < event.size(); i++) {
      assertThat(read.dimension(i), is(event.dimension(i)));
      assertThat(read.value(i), is(event.value(i)));
    }
    for (int i = 0; i < event.statistic().sums().size(); i++) {
      assertThat(read.amount(i), is(event.amount(i)));
    }
    assertThat(read.lookups(), is(event.lookups()));
    assertThat(read.origin(), is(event.origin()));
    assertThat(read, is(event));
    assertThat(read.hashCode(), is(event.hashCode()));
  }
}
