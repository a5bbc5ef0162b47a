package io.quipu.testing;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.Lookup;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Events, lookup tables and records for tests. */
public final class Hydrating {
  public static final Statistic OPENED =
      Statistic.of("opened", Set.of(Resolution.DAY), true, List.of());
  private static final int HOUR = 230_000;

  private Hydrating() {}

  /** A lookup table whose answers expire after 10 minutes. */
  public static LookupTable.Builder table(
      String name, ReferenceSource source, String... keyColumns) {
    return LookupTable.builder()
        .setName(name)
        .setSource(source)
        .setKeyColumns(Arrays.asList(keyColumns))
        .setExpiry(Duration.ofMinutes(10));
  }

  public static ReferenceSource.File csv(Path file) {
    return new ReferenceSource.File(file.toString(), ReferenceSource.FileFormat.CSV);
  }

  public static ReferenceSource.File jsonLines(Path file) {
    return new ReferenceSource.File(file.toString(), ReferenceSource.FileFormat.JSON_LINES);
  }

  /** An event of the company acme and the customer c-1. */
  public static EventBuilder event() {
    return Event.builder("acme", OPENED, HOUR).customer("c-1");
  }

  /** An event with a lookup in one table. */
  public static EventBuilder asking(String table, String... key) {
    return event().lookups(List.of(new Lookup(table, Arrays.asList(key))));
  }

  public static RawRecord record(int offset) {
    return new RawRecord(
        ("record " + offset).getBytes(StandardCharsets.UTF_8),
        new SourcePosition("events", 0, offset),
        1_772_366_400_000L);
  }
}
