package io.quipu.examples.readers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UniqueReadersTest {

  /** The numbers of one bucket in the program's output. */
  private record Numbers(long reads, long readers) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--runner=DirectRunner",
        "--runner=FlinkRunner",
        "--runner=FlinkRunner --streaming=true"
      })
  void countsWhatARecountFinds(String runner, @TempDir Path folder) throws IOException {
    UniqueReaders.main((runner + " --output=" + folder.resolve("rows")).split(" "));

    Map<String, Numbers> expected = recount();
    assertThat(expected.size(), greaterThan(1000));
    assertThat(latest(folder), is(expected));
  }

  /** The last row of each bucket, which is the row with the most reads. */
  private static Map<String, Numbers> latest(Path folder) throws IOException {
    Map<String, Numbers> latest = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          List<String> words = List.of(line.split(" "));
          Numbers numbers = new Numbers(Long.parseLong(words.get(6)), Long.parseLong(words.get(8)));
          latest.merge(
              words.get(0) + " " + words.get(2) + " " + words.get(4),
              numbers,
              (a, b) -> a.reads() >= b.reads() ? a : b);
        }
      }
    }
    return latest;
  }

  private static Map<String, Numbers> recount() {
    Map<String, Long> reads = new HashMap<>();
    Map<String, Set<String>> readers = new HashMap<>();
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    UniqueReaders.pageViews()
        .forEach(
            view -> {
              LocalDate date = LocalDate.ofInstant(view.time(), berlin);
              for (String bucket :
                  List.of(
                      "hour " + view.time().truncatedTo(ChronoUnit.HOURS),
                      "day " + start(date, berlin),
                      "month " + start(date.withDayOfMonth(1), berlin))) {
                for (String page : List.of(view.page(), "all")) {
                  reads.merge(bucket + " " + page, 1L, Long::sum);
                  readers
                      .computeIfAbsent(bucket + " " + page, key -> new HashSet<>())
                      .add(view.reader());
                }
              }
            });
    Map<String, Numbers> numbers = new HashMap<>();
    reads.forEach(
        (bucket, count) ->
            numbers.put(bucket, new Numbers(count, readers.getOrDefault(bucket, Set.of()).size())));
    return numbers;
  }

  private static Instant start(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toInstant();
  }
}
