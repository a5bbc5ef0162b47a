package io.quipu.it.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.audit.Audit;
import io.quipu.audit.Heal;
import io.quipu.audit.recount.Difference;
import io.quipu.it.limit.LimitedEvents;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.model.catalog.Catalog;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.session.CassandraSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Tests that an audit finds wrong rows of a dimension with a limit, and that a heal corrects them.
 */
class LimitedAuditTest {
  private static final int ERRORS = 500;

  @Test
  void plantedErrorsAreFoundAndHealed() throws Exception {
    Servers servers = Servers.get();
    String keyspace = servers.newKeyspace();
    Random random = new Random(7);
    Path folder = Files.createTempDirectory("audit-");
    Path file = LimitedEvents.catalog(folder);
    // A planted row is in the slice of another value, where a heal does not look for it.
    Files.writeString(
        file,
        Files.readString(file)
            .replace("range-uniques: true", "uniques: true")
            .replace(", slices: 4", ""));
    Path events =
        LimitedEvents.write(folder.resolve("events.jsonl"), LimitedEvents.random(random, 400));
    List<String> arguments =
        List.of(
            "--catalog=" + file,
            "--cassandra=" + servers.cassandra(),
            "--keyspace=" + keyspace,
            "--source=files",
            "--input=" + events,
            "--dead-letters=files:" + folder.resolve("dead-letters"),
            "--shards=4");
    try (Job job = Runner.DIRECT.start(arguments)) {
      job.awaitDone();
    }
    JobSpec spec = JobSpec.parse(JobArguments.parse(arguments, List.of()));
    Catalog catalog = CatalogFile.load(file.toString());
    List<Row> right = servers.rows(keyspace);
    assertThat(audit(spec, catalog), empty());

    Set<String> planted;
    try (CassandraSession session = CassandraSession.share(spec.cassandra())) {
      planted = new PlantedErrors(session.cql(), keyspace, random).plant(ERRORS);
    }
    List<Difference> found = audit(spec, catalog);
    assertThat(
        found.stream().map(PlantedErrors::text).collect(Collectors.toCollection(TreeSet::new)),
        equalTo(planted));

    new Heal(spec, catalog, false, line -> {}).write(Heal.healable(found));
    assertThat(audit(spec, catalog), empty());
    assertThat(Row.differences(right, servers.rows(keyspace)), equalTo(""));
  }

  private static List<Difference> audit(JobSpec spec, Catalog catalog) throws Exception {
    return new Audit(spec, catalog, null, line -> {}).run().comparison().differences();
  }
}
