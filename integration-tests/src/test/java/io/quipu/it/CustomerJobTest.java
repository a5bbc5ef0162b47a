package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;

import io.quipu.it.random.RandomCatalog;
import io.quipu.it.random.RandomEvents;
import io.quipu.it.recount.Recount;
import io.quipu.it.stack.Counting;
import io.quipu.it.stack.Outcome;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.pipeline.options.JobKind;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that each customer's rows equal a recount; some events are late, some sent again, and some
 * have no customer.
 */
class CustomerJobTest {
  private static final int EVENTS = 160;

  @ParameterizedTest
  @CsvSource({"DIRECT, files, true", "FLINK, Kafka, true", "FLINK, files, false"})
  void customersGetWhatTheRecountGivesThem(Runner runner, String source, boolean ids)
      throws Exception {
    long seed = seed(ids);
    Random random = new Random(seed);
    RandomCatalog catalog = new RandomCatalog(random);
    Path folder = Files.createTempDirectory("customers-");
    Path catalogFile = catalog.write(folder);
    List<byte[]> records = new RandomEvents(random, catalog).records(EVENTS);
    Recount recount = Recount.byCustomer(catalogFile, RandomCatalog.expressions());
    records.forEach(record -> recount.add(record, Instant.now()));
    assertThat(recount.rows().size(), greaterThan(EVENTS));
    Counting counting = new Counting(Servers.get(), runner, catalogFile, JobKind.CUSTOMER);

    Outcome outcome =
        source.equals("files")
            ? counting.files(List.of(write(folder, records)))
            : counting.kafka(
                records,
                recount,
                RandomEvents.last(catalog, Instant.parse("2025-05-05T05:05:05Z")),
                RandomCatalog.LAST);

    outcome.assertEquals("seed " + seed, recount);
  }

  /** The first seed whose catalog gives events ids, or gives none. */
  private static long seed(boolean ids) {
    return LongStream.iterate(1, seed -> seed + 1)
        .filter(seed -> new RandomCatalog(new Random(seed)).hasIds() == ids)
        .findFirst()
        .orElseThrow();
  }

  private static Path write(Path folder, List<byte[]> records) throws Exception {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] record : records) {
      lines.write(record);
      lines.write('\n');
    }
    return Files.write(folder.resolve("events.jsonl"), lines.toByteArray());
  }
}
