package io.quipu.model.event;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random values of the model, with strings that are hard to encode. */
public final class RandomEvents {
  private static final String[] PIECES = {
    "a",
    "Holiday Sale!",
    "é",
    "😀",
    "👩‍👩‍👧",
    "שלום",
    "\u202e",
    "漢字",
    "\u0000",
    "\"",
    "'",
    "\\",
    "\n",
    " ",
    "\uffff",
    "{\"k\":1}",
    "x".repeat(300)
  };

  private final Random random;

  public RandomEvents(long seed) {
    random = new Random(seed);
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  public String name() {
    return "n" + text();
  }

  public Statistic statistic() {
    List<Sum> sums = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      sums.add(Sum.of(i + text(), random.nextInt(Sum.MAX_SCALE + 1)));
    }
    Set<Resolution> resolutions =
        switch (random.nextInt(3)) {
          case 0 -> Set.of(Resolution.DAY);
          case 1 -> Set.of(Resolution.HOUR, Resolution.MONTH);
          default -> Set.of(Resolution.values());
        };
    return Statistic.of(name(), resolutions, random.nextBoolean(), sums);
  }

  public Event event(Statistic statistic) {
    int hour = LocalHour.ofCode(12 * (1999 + random.nextInt(40)), random.nextInt(1488));
    EventBuilder event = Event.builder(text(), statistic, hour);
    if (random.nextBoolean()) {
      event.customer(text());
    }
    if (random.nextBoolean()) {
      event.email(text());
    }
    if (random.nextBoolean()) {
      event.id(text());
    }
    for (int i = random.nextInt(20); i > 0; i--) {
      event.value(name(), name());
    }
    for (int i = 0; i < statistic.sums().size(); i++) {
      event.amount(i, random.nextBoolean() ? random.nextLong() : random.nextInt(9) - 4);
    }
    if (random.nextInt(3) == 0) {
      event.lookups(
          List.of(new Lookup(name(), List.of(text(), text())), new Lookup("t", List.of())));
    }
    if (random.nextInt(3) == 0) {
      event.origin(record());
    }
    return event.build();
  }

  public RawRecord record() {
    byte[] payload = text().getBytes(StandardCharsets.UTF_8);
    random.nextBytes(payload);
    SourcePosition position =
        new SourcePosition(text(), random.nextInt(Integer.MAX_VALUE), random.nextLong());
    return new RawRecord(payload, position, random.nextLong());
  }

  public DeadLetter deadLetter() {
    return new DeadLetter(text(), text(), text(), record());
  }

  public CheckedEvent checked() {
    Event event = event(statistic());
    byte[] uniqueIn = new byte[event.counters()];
    for (int i = 0; i < uniqueIn.length; i++) {
      uniqueIn[i] = (byte) random.nextInt(8);
    }
    return new CheckedEvent(event, uniqueIn);
  }

  public CountRow row() {
    Map<String, BigDecimal> sums = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      sums.put(
          i + text(), new BigDecimal(new BigInteger(127, random).negate(), random.nextInt(19)));
    }
    return new CountRow(
        text(),
        text(),
        name(),
        text(),
        text(),
        Resolution.ofCode(random.nextInt(3)),
        2000 + random.nextInt(100),
        random.nextLong(),
        random.nextLong() >>> 1,
        random.nextBoolean() ? (Long) (random.nextLong() >>> 2) : null,
        sums);
  }
}
