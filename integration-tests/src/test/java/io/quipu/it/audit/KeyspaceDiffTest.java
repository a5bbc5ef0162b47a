package io.quipu.it.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.audit.keyspaces.KeyspaceDiff;
import io.quipu.audit.keyspaces.MonthDiff;
import io.quipu.it.random.RandomCatalog;
import io.quipu.it.random.RandomEvents;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests that the differences of two keyspaces are those of their rows. */
class KeyspaceDiffTest {
  private final Servers servers = Servers.get();
  private final Random random = new Random(20_261_128);
  private final RandomCatalog catalog = new RandomCatalog(random);
  private final Path folder = Files.createTempDirectory("diff-");
  private final Path catalogFile = catalog.write(folder);
  private final List<byte[]> records = new RandomEvents(random, catalog).records(150);

  KeyspaceDiffTest() throws Exception {}

  @Test
  void countsNewChangedAndGoneRows() throws Exception {
    String before = count(records.subList(0, 100));
    String after = count(records.subList(50, 150));
    List<MonthDiff> months;
    try (CassandraSession session =
        CassandraSession.share(CassandraSettings.of(servers.cassandra(), before))) {
      KeyspaceDiff diff = new KeyspaceDiff(session, RunsTable.Kind.STATISTIC);
      assertThat(diff.between(before, before), empty());
      months = diff.between(before, after);
    }

    Map<Row, Row> first = byKey(before);
    Map<Row, Row> second = byKey(after);
    Set<Row> added = new HashSet<>(second.keySet());
    added.removeAll(first.keySet());
    Set<Row> gone = new HashSet<>(first.keySet());
    gone.removeAll(second.keySet());
    Set<Row> both = new HashSet<>(first.keySet());
    both.retainAll(second.keySet());
    long changed =
        both.stream().filter(key -> !Objects.equals(first.get(key), second.get(key))).count();
    assertThat(changed, greaterThan(0L));
    assertThat(months.stream().mapToLong(MonthDiff::added).sum(), is((long) added.size()));
    assertThat(months.stream().mapToLong(MonthDiff::gone).sum(), is((long) gone.size()));
    assertThat(months.stream().mapToLong(MonthDiff::changed).sum(), is(changed));
    assertThat(totals(months, true), equalTo(months(first, months)));
    assertThat(totals(months, false), equalTo(months(second, months)));
  }

  /** The sum of the counts of the months, of each company and statistic that is in the diff. */
  private static long months(Map<Row, Row> rows, List<MonthDiff> diff) {
    return rows.values().stream()
        .filter(row -> row.dimension().isEmpty() && row.resolution().equals("month"))
        .filter(
            row ->
                diff.stream()
                    .anyMatch(
                        month ->
                            month.company().equals(row.company())
                                && month.statistic().equals(row.statistic())
                                && row.bucketStart()
                                    .plusSeconds(15 * 86_400)
                                    .toString()
                                    .startsWith(month.month())))
        .mapToLong(Row::count)
        .sum();
  }

  private static long totals(List<MonthDiff> months, boolean before) {
    return months.stream()
        .map(month -> before ? month.before() : month.after())
        .filter(Objects::nonNull)
        .mapToLong(MonthDiff.Total::count)
        .sum();
  }

  /** The rows by their keys: the same rows without numbers. */
  private Map<Row, Row> byKey(String keyspace) {
    Map<Row, Row> rows = new HashMap<>();
    for (Row row : servers.rows(keyspace)) {
      rows.put(
          new Row(
              row.company(),
              row.customer(),
              row.statistic(),
              row.dimension(),
              row.value(),
              row.resolution(),
              row.bucketStart(),
              0,
              null,
              Map.of()),
          row);
    }
    return rows;
  }

  private String count(List<byte[]> some) throws Exception {
    String keyspace = servers.newKeyspace();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] record : some) {
      lines.write(record);
      lines.write('\n');
    }
    Path file = Files.write(folder.resolve(keyspace + ".jsonl"), lines.toByteArray());
    List<String> arguments =
        List.of(
            "--source=files",
            "--batch=true",
            "--catalog=" + catalogFile,
            "--input=" + file,
            "--dead-letters=files:" + folder.resolve("dead-letters"),
            "--cassandra=" + servers.cassandra(),
            "--keyspace=" + keyspace,
            "--shards=2");
    try (Job job = Runner.DIRECT.start(arguments)) {
      job.awaitDone();
    }
    return keyspace;
  }
}
