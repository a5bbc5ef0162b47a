package io.quipu.benchmarks.micro;

import io.quipu.benchmarks.throughput.DemoCatalog;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.model.event.UniqueIn;
import io.quipu.transforms.parse.EventParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Generates the same sample of the demo's events at each call: opened emails of two weeks. */
final class Sample {
  private static final long SEED = 1;
  private static final long START = 1_767_225_600_000L;
  private static final long MILLIS = 14L * 24 * 3600 * 1000;

  private Sample() {}

  static Catalog catalog() {
    try {
      return DemoCatalog.load();
    } catch (Exception e) {
      throw new IllegalStateException("The demo's catalog cannot be read; build again.", e);
    }
  }

  /** Records of the given number of customers. */
  static List<RawRecord> records(int count, int customers) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<RawRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int customer = random.nextInt(customers);
      int campaign = random.nextInt(24);
      String json =
          """
          {"id":"1-%d","type":"open","company_id":"acme","customer_id":"c%d",\
          "email":"c%d@example.com","campaign":"Spring sale %d","message_id":"m%d-%d",\
          "client":{"browser":"Firefox","country":"DE",\
          "user_agent":"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101"},"timestamp":%d}"""
              .formatted(
                  i,
                  customer,
                  customer,
                  campaign,
                  campaign,
                  random.nextInt(5),
                  START + random.nextLong(MILLIS));
      records.add(
          new RawRecord(
              json.getBytes(StandardCharsets.UTF_8),
              new SourcePosition("events", 0, i),
              START + MILLIS));
    }
    return records;
  }

  /** The events of such records. */
  static List<Event> events(int count, int customers) {
    EventParser parser = new EventParser(catalog());
    return records(count, customers).stream()
        .flatMap(record -> parser.parse(record).events().stream())
        .toList();
  }

  /** The same events as checked events, all of them unique. */
  static List<CheckedEvent> checked(int count, int customers) {
    return events(count, customers).stream().map(Sample::unique).toList();
  }

  private static CheckedEvent unique(Event event) {
    byte[] uniqueIn = new byte[event.counters()];
    Arrays.fill(uniqueIn, (byte) (UniqueIn.HOUR | UniqueIn.DAY | UniqueIn.MONTH));
    return new CheckedEvent(event, uniqueIn);
  }
}
