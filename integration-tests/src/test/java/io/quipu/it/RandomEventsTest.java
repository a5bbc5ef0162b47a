package io.quipu.it;

import io.quipu.it.random.RandomCatalog;
import io.quipu.it.random.RandomEvents;
import io.quipu.it.recount.Recount;
import io.quipu.it.stack.Counting;
import io.quipu.it.stack.Outcome;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Tests random catalogs and events: the rows equal a recount exactly, and the dead letters are the
 * records that it cannot read. jqwik prints the seed of a failure, and tries it first in the next
 * run.
 */
class RandomEventsTest {
  private static final int EVENTS = 300;

  @Property(tries = 2, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void rowsEqualTheRecount(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    RandomCatalog catalog = new RandomCatalog(random);
    Path folder = Files.createTempDirectory("random-");
    Path catalogFile = catalog.write(folder);
    List<byte[]> records = new RandomEvents(random, catalog).records(EVENTS);
    byte[] last = RandomEvents.last(catalog, Instant.parse("2025-05-05T05:05:05Z"));
    List<Path> files = write(folder, records);
    Recount recount = new Recount(catalogFile, RandomCatalog.expressions());
    records.forEach(record -> recount.add(record, Instant.now()));

    for (Runner runner : Runner.values()) {
      Counting counting = new Counting(Servers.get(), runner, catalogFile);
      String what = "seed " + seed + " on " + runner + " from ";
      Outcome ofFiles = counting.files(files);
      ofFiles.assertEquals(what + "files", recount);
      Outcome ofKafka = counting.kafka(records, recount, last, RandomCatalog.LAST);
      ofKafka.assertEquals(what + "Kafka", recount);
    }
  }

  private static List<Path> write(Path folder, List<byte[]> records) throws IOException {
    List<ByteArrayOutputStream> files =
        List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    for (int i = 0; i < records.size(); i++) {
      files.get(i % 2).write(records.get(i));
      files.get(i % 2).write('\n');
    }
    return List.of(
        Files.write(folder.resolve("a.jsonl"), files.get(0).toByteArray()),
        Files.write(folder.resolve("b.jsonl"), files.get(1).toByteArray()));
  }
}
