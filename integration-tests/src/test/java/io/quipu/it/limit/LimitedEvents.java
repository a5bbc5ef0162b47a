package io.quipu.it.limit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random events whose values explode, and what must hold for their rows. */
public final class LimitedEvents {
  static final int URLS = 20;
  static final int TAGS = 3;

  private static final String CATALOG =
      """
      version: 1
      event:
        company: shop
        customer: who
        type: type
        time: {field: at, unit: seconds}
        id: id
      company-time-zones: {b: Asia/Kathmandu}
      statistics:
        view:
          events: [view]
          range-uniques: true
          dimensions:
            url: {field: url, limit: %d}
            tag: {each: tags, limit: %d, slices: 4}
            free: free
          sums:
            paid: {field: paid, scale: 2}
      """
          .formatted(URLS, TAGS);

  private static final long FIRST = Instant.parse("2026-01-30T20:00:00Z").getEpochSecond();

  private LimitedEvents() {}

  /** Writes the catalog. */
  public static Path catalog(Path folder) throws IOException {
    return Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
  }

  /** Events of two companies around the end of a month, some of them sent twice. */
  public static List<byte[]> random(Random random, int count) {
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<String> tags = new ArrayList<>();
      for (int tag = random.nextInt(4); tag > 0; tag--) {
        tags.add("\"" + (random.nextInt(20) == 0 ? "(other)" : "t" + random.nextInt(9)) + '"');
      }
      events.add(
          ("{\"type\":\"view\",\"shop\":\"%s\",\"who\":%s,\"at\":%d,\"id\":\"%s\",\"url\":\"%s\","
                  + "\"tags\":%s,\"free\":\"f%d\",\"paid\":\"%d.%02d\"}")
              .formatted(
                  random.nextBoolean() ? "a" : "b",
                  random.nextInt(9) == 0 ? "null" : "\"c" + random.nextInt(12) + '"',
                  FIRST + random.nextInt(4 * 86_400),
                  "id" + random.nextLong(),
                  "u" + random.nextInt(60),
                  tags,
                  random.nextInt(50),
                  random.nextInt(100),
                  random.nextInt(100))
              .getBytes(StandardCharsets.UTF_8));
      if (random.nextInt(8) == 0) {
        events.add(events.get(random.nextInt(events.size())));
      }
    }
    return events;
  }

  /** Writes events as lines. */
  public static Path write(Path file, List<byte[]> events) throws IOException {
    StringBuilder lines = new StringBuilder();
    events.forEach(event -> lines.append(new String(event, StandardCharsets.UTF_8)).append('\n'));
    return Files.writeString(file, lines);
  }

  /** The rows that must be there if the stored values are those within the limits. */
  static List<Row> expected(Path catalog, List<byte[]> events, List<Row> stored)
      throws IOException {
    Recount recount = new Recount(catalog, Map.of()).admitting(stored);
    events.forEach(event -> recount.add(event, Instant.now()));
    return recount.rows();
  }

  /**
   * Requires that no bucket has more values than the limit, and that all rows are those of a
   * recount. It takes only from the rows which values are within the limits.
   */
  static void requireExact(Path catalog, List<byte[]> events, List<Row> stored) throws IOException {
    assertThat(Row.differences(expected(catalog, events, stored), stored), equalTo(""));
    Map<String, Set<String>> values = values(stored);
    assertThat(values.values().stream().anyMatch(all -> all.contains("(other)")), is(true));
    values.forEach(
        (scope, all) -> {
          int limit = scope.endsWith("url") ? URLS : TAGS;
          int own = all.size() - (all.contains("(other)") ? 1 : 0);
          assertThat(scope + all, own <= limit, is(true));
          if (scope.endsWith("url") && all.contains("(other)")) {
            assertThat(scope, own, is(limit));
          }
        });
    assertThat(values.size(), greaterThan(3));
  }

  /** The values of each month of the limited dimensions. */
  static Map<String, Set<String>> values(List<Row> rows) {
    Map<String, Set<String>> values = new HashMap<>();
    for (Row row : rows) {
      if (row.resolution().equals("month") && Set.of("url", "tag").contains(row.dimension())) {
        values
            .computeIfAbsent(
                row.company() + ' ' + row.bucketStart() + ' ' + row.dimension(),
                key -> new HashSet<>())
            .add(row.value());
      }
    }
    return values;
  }
}
