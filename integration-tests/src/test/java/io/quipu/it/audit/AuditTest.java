package io.quipu.it.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.audit.Audit;
import io.quipu.audit.Heal;
import io.quipu.audit.recount.Difference;
import io.quipu.io.StartupException;
import io.quipu.it.random.RandomCatalog;
import io.quipu.it.random.RandomEvents;
import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.session.CassandraSession;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests that an audit finds each wrong row and no other, and that a heal writes the right ones. */
class AuditTest {
  private static final int EVENTS = 300;
  private static final int ERRORS = 1_000;

  private final Servers servers = Servers.get();
  private final String keyspace;
  private final Random random = new Random(20_261_127);
  private final RandomCatalog catalog = new RandomCatalog(random);
  private final Path folder;
  private final Path catalogFile;
  private final List<byte[]> records;

  AuditTest() throws Exception {
    keyspace = servers.newKeyspace();
    folder = Files.createTempDirectory("audit-");
    catalogFile = catalog.write(folder);
    records = new RandomEvents(random, catalog).records(EVENTS);
  }

  @Test
  void plantedErrorsAreFoundAndHealed() throws Exception {
    List<String> arguments = files();
    try (Job job = Runner.DIRECT.start(arguments)) {
      job.awaitDone();
    }
    assertThat(audit(arguments), empty());

    Set<String> planted;
    try (CassandraSession session = CassandraSession.share(spec(arguments).cassandra())) {
      planted = new PlantedErrors(session.cql(), keyspace, random).plant(ERRORS);
    }
    List<Difference> found = audit(arguments);
    assertThat(
        found.stream().map(PlantedErrors::text).collect(Collectors.toCollection(TreeSet::new)),
        equalTo(planted));
    assertThat(found.size(), is(ERRORS));

    Files.writeString(folder.resolve("later.jsonl"), "{}\n");
    List<String> more = new ArrayList<>(arguments);
    more.set(
        more.indexOf("--input=" + folder.resolve("events.jsonl")),
        "--input=" + folder + "/*.jsonl");
    Audit.Result tooMuch = result(more);
    assertThat(tooMuch.gaps(), contains(containsString("later.jsonl' is in --input, and was not")));
    assertThrows(StartupException.class, () -> Heal.requireWhole(tooMuch));

    heal(arguments, found);
    assertThat(audit(arguments), empty());
    Recount recount = new Recount(catalogFile, RandomCatalog.expressions());
    records.forEach(record -> recount.add(record, Instant.now()));
    assertThat(Row.differences(recount.rows(), servers.rows(keyspace)), equalTo(""));
  }

  @Test
  void aRunningJobGivesNoFalseAlarm() throws Exception {
    Topics topics = servers.topics();
    String topic = Servers.newName("audited");
    topics.create(topic, 3);
    List<String> arguments = topic(topics, topic);
    AtomicBoolean sending = new AtomicBoolean(true);
    try (Job job = Runner.FLINK.start(arguments)) {
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> {
                for (int from = 0; sending.get(); from += 20) {
                  int start = from % (EVENTS - 20);
                  send(topics, topic, records.subList(start, start + 20));
                }
              });
      job.await().until(() -> servers.rows(keyspace).size() > 100);
      for (int i = 0; i < 2; i++) {
        assertThat(audit(arguments), empty());
      }
      sending.set(false);
      sender.get();
      job.await().until(() -> audit(arguments).isEmpty());
    }
  }

  private static void send(Topics topics, String topic, List<byte[]> some) {
    try {
      topics.send(topic, some);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Difference> audit(List<String> arguments) throws Exception {
    return result(arguments).comparison().differences();
  }

  private Audit.Result result(List<String> arguments) throws Exception {
    return new Audit(spec(arguments), CatalogFile.load(catalogFile.toString()), null, line -> {})
        .run();
  }

  private void heal(List<String> arguments, List<Difference> found) throws Exception {
    Heal heal =
        new Heal(spec(arguments), CatalogFile.load(catalogFile.toString()), false, line -> {});
    List<Difference> healable = Heal.healable(found);
    assertThat(healable, equalTo(found));
    heal.write(healable);
  }

  private static JobSpec spec(List<String> arguments) {
    return JobSpec.parse(JobArguments.parse(arguments, List.of()));
  }

  private List<String> files() throws Exception {
    try (OutputStream out = Files.newOutputStream(folder.resolve("events.jsonl"))) {
      for (byte[] record : records) {
        out.write(record);
        out.write('\n');
      }
    }
    List<String> arguments = common();
    arguments.add("--source=files");
    arguments.add("--input=" + folder.resolve("events.jsonl"));
    arguments.add("--dead-letters=files:" + folder.resolve("dead-letters"));
    arguments.add("--shards=4");
    return arguments;
  }

  private List<String> topic(Topics topics, String topic) {
    List<String> arguments = common();
    arguments.add("--source=kafka");
    arguments.add("--input=" + topic);
    arguments.add("--bootstrap-servers=" + topics.bootstrapServers());
    arguments.add("--consumer-group=" + topic);
    return arguments;
  }

  private List<String> common() {
    return new ArrayList<>(
        List.of(
            "--catalog=" + catalogFile,
            "--cassandra=" + servers.cassandra(),
            "--keyspace=" + keyspace));
  }
}
