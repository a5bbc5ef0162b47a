package io.quipu.model.event;

import io.quipu.model.counter.Statistic;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch of events that is sent as one element. The runner's cost per element is paid once per
 * batch, and names that events share are written once.
 *
 * <pre>
 *  version (1) | strings: n, n x UTF-8 | statistics: n, n x statistic
 *  | events: n, n x (company, statistic, local hour, customer, email, id,
 *      values: n, n x (dimension, value), amounts, lookups, extras (1), origin, occurrence)
 * </pre>
 *
 * An event names companies, dimensions and statistics by their index in the tables at the front.
 * Numbers are variable-length, except the id, which takes 8 bytes. The first bit of the extras says
 * whether there is an origin, the second one whether there is an occurrence: its time, identity (8)
 * and conditions (8).
 */
public final class EventBatch {
  private static final int VERSION = 1;
  private static final int ORIGIN = 1;
  private static final int OCCURRENCE = 2;

  private final List<Event> events;

  private EventBatch(List<Event> events) {
    this.events = events;
  }

  public static EventBatch of(List<Event> events) {
    return new EventBatch(List.copyOf(events));
  }

  public static EventBatch of(Event event) {
    return new EventBatch(List.of(event));
  }

  public List<Event> events() {
    return events;
  }

  /** The batch in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter body = new ByteWriter(64 + 96 * events.size());
    Map<String, Integer> strings = new HashMap<>();
    Map<Statistic, Integer> statistics = new HashMap<>();
    body.writeVarInt(events.size());
    for (Event event : events) {
      write(event, strings, statistics, body);
    }
    byte[] bodyBytes = body.toBytes();
    ByteWriter out = new ByteWriter(bodyBytes.length + 64 + 16 * strings.size());
    out.writeByte(VERSION);
    out.writeVarInt(strings.size());
    inOrder(strings).forEach(out::writeString);
    out.writeVarInt(statistics.size());
    inOrder(statistics).forEach(statistic -> statistic.write(out));
    out.writeRaw(bodyBytes, 0, bodyBytes.length);
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another format version
   */
  public static EventBatch fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The batch of events");
    String[] strings = new String[in.readVarInt()];
    for (int i = 0; i < strings.length; i++) {
      strings[i] = in.readString();
    }
    Statistic[] statistics = new Statistic[in.readVarInt()];
    for (int i = 0; i < statistics.length; i++) {
      statistics[i] = Statistic.read(in);
    }
    int count = in.readVarInt();
    List<Event> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(read(in, strings, statistics));
    }
    in.expectEnd("The batch of events");
    return new EventBatch(events);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventBatch that && events.equals(that.events);
  }

  @Override
  public int hashCode() {
    return events.hashCode();
  }

  /** Shows only the size, because events name customers. */
  @Override
  public String toString() {
    return "EventBatch of " + events.size() + " events";
  }

  private static void write(
      Event event,
      Map<String, Integer> strings,
      Map<Statistic, Integer> statistics,
      ByteWriter out) {
    out.writeVarInt(number(event.company(), strings));
    out.writeVarInt(number(event.statistic(), statistics));
    out.writeVarInt(event.localHour());
    out.writeNullableString(event.customer());
    out.writeNullableString(event.email());
    out.writeLong(event.id());
    out.writeVarInt(event.size());
    for (int i = 0; i < event.size(); i++) {
      out.writeVarInt(number(event.dimension(i), strings));
      out.writeString(event.value(i));
    }
    for (int i = 0; i < event.statistic().sums().size(); i++) {
      out.writeZigZag(event.amount(i));
    }
    out.writeVarInt(event.lookups().size());
    for (Lookup lookup : event.lookups()) {
      out.writeVarInt(number(lookup.table(), strings));
      out.writeVarInt(lookup.key().size());
      lookup.key().forEach(out::writeString);
    }
    writeExtras(event, out);
  }

  private static void writeExtras(Event event, ByteWriter out) {
    RawRecord origin = event.origin();
    Occurrence occurrence = event.occurrence();
    out.writeByte((origin == null ? 0 : ORIGIN) | (occurrence == null ? 0 : OCCURRENCE));
    if (origin != null) {
      origin.write(out);
    }
    if (occurrence != null) {
      out.writeZigZag(occurrence.time());
      out.writeLong(occurrence.identity());
      out.writeLong(occurrence.conditions());
    }
  }

  private static Event read(ByteReader in, String[] strings, Statistic[] statistics) {
    String company = strings[in.readVarInt()];
    Statistic statistic = statistics[in.readVarInt()];
    EventBuilder event = Event.builder(company, statistic, in.readVarInt());
    event.customer(in.readNullableString());
    event.email(in.readNullableString());
    event.idFingerprint(in.readLong());
    int values = in.readVarInt();
    for (int i = 0; i < values; i++) {
      event.value(strings[in.readVarInt()], in.readString());
    }
    for (int i = 0; i < statistic.sums().size(); i++) {
      event.amount(i, in.readZigZag());
    }
    int lookupCount = in.readVarInt();
    List<Lookup> lookups = new ArrayList<>(lookupCount);
    for (int i = 0; i < lookupCount; i++) {
      String table = strings[in.readVarInt()];
      List<String> key = new ArrayList<>();
      int parts = in.readVarInt();
      for (int j = 0; j < parts; j++) {
        key.add(in.readString());
      }
      lookups.add(new Lookup(table, key));
    }
    event.lookups(lookups);
    int extras = in.readByte();
    if ((extras & ORIGIN) != 0) {
      event.origin(RawRecord.read(in));
    }
    if ((extras & OCCURRENCE) != 0) {
      event.occurrence(new Occurrence(in.readZigZag(), in.readLong(), in.readLong()));
    }
    return event.build();
  }

  private static <T> int number(T name, Map<T, Integer> numbers) {
    Integer number = numbers.get(name);
    if (number == null) {
      number = numbers.size();
      numbers.put(name, number);
    }
    return number;
  }

  private static <T> List<T> inOrder(Map<T, Integer> numbers) {
    List<T> names = new ArrayList<>(Collections.nCopies(numbers.size(), null));
    numbers.forEach((name, number) -> names.set(number, name));
    return names;
  }
}
