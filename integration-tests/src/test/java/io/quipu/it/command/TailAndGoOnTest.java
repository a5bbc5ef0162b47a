package io.quipu.it.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.it.random.RandomCatalog;
import io.quipu.it.random.RandomEvents;
import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Servers;
import io.quipu.runners.flink.embedded.CheckpointFolder;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Tests that a job which reads growing files counts each line once, though its process is killed
 * with kill -9, its state is lost but for a copy, and the files are rotated meanwhile; and that a
 * drained job is continued without its state.
 */
final class TailAndGoOnTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long SEED = 20_261_127;
  private static final int EVENTS = 600;

  @Test
  void eachLineCountsOnce() throws Exception {
    Random random = new Random(SEED);
    RandomCatalog catalog = new RandomCatalog(random);
    Path folder = Files.createTempDirectory("tailed-");
    Path catalogFile = catalog.write(folder);
    List<byte[]> records = new RandomEvents(random, catalog).records(EVENTS);
    Recount recount = new Recount(catalogFile, RandomCatalog.expressions());
    records.forEach(record -> recount.add(record, Instant.now()));
    Servers servers = Servers.get();
    String keyspace = servers.newKeyspace();
    Path state = folder.resolve("state");
    Path copies = folder.resolve("copies");
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Shell shell = new Shell(folder);
    String[] command = {
      "run",
      "statistic",
      "--catalog=" + catalogFile,
      "--source=tail",
      "--input=" + logs + "/*.jsonl",
      "--dead-letters=files:" + folder.resolve("dead"),
      "--cassandra=" + servers.cassandra(),
      "--keyspace=" + keyspace,
      "--state-folder=" + state,
      "--shards=8",
      "--drain"
    };
    Path app = logs.resolve("app.jsonl");

    append(app, records.subList(0, EVENTS / 4));
    Shell.Started first = shell.start(command);
    try {
      await(first).until(() -> CheckpointFolder.latest(state).isPresent());
      Shell.Result shipped =
          Shell.here("state", "ship", "--state-folder=" + state, "--to=" + copies);
      assertThat(shipped.err(), shipped.code(), equalTo(0));
      int before = servers.rows(keyspace).size();
      append(app, records.subList(EVENTS / 4, EVENTS / 2));
      // Rows that are written after the checkpoint will be written again.
      await(first).until(() -> servers.rows(keyspace).size() > before);
    } finally {
      first.process().destroyForcibly().waitFor();
    }
    // The machine is lost, and another one gets the copy.
    MoreFiles.deleteRecursively(state, RecursiveDeleteOption.ALLOW_INSECURE);
    Shell.Result fetched = Shell.here("state", "fetch", "--from=" + copies);
    assertThat(fetched.err(), fetched.code(), equalTo(0));
    rotate(app, logs.resolve("app.jsonl.1.gz"));
    append(app, records.subList(EVENTS / 2, 3 * EVENTS / 4));

    Recount upToHere = new Recount(catalogFile, RandomCatalog.expressions());
    records.subList(0, 3 * EVENTS / 4).forEach(record -> upToHere.add(record, Instant.now()));
    Shell.Started second = shell.start(command);
    try {
      awaitRows(second, servers, keyspace, upToHere);
      assertThat(second.err(), containsString("Going on from the checkpoint"));
      second.process().destroy();
      assertThat(second.err(), second.process().waitFor(), equalTo(0));
    } finally {
      second.process().destroyForcibly().waitFor();
    }

    // The drained job has noted in the keyspace how far it has read.
    append(app, records.subList(3 * EVENTS / 4, records.size()));
    command[8] = "--state-folder=" + folder.resolve("another");
    Shell.Started third = shell.start(command);
    try {
      awaitRows(third, servers, keyspace, recount);
    } finally {
      third.process().destroyForcibly().waitFor();
    }
  }

  private static void append(Path file, List<byte[]> records) throws Exception {
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (byte[] record : records) {
        out.write(record);
        out.write('\n');
      }
    }
  }

  private static void rotate(Path file, Path compressed) throws Exception {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      Files.copy(file, out);
    }
    Files.delete(file);
  }

  private static void awaitRows(
      Shell.Started command, Servers servers, String keyspace, Recount recount) throws Exception {
    try {
      await(command).until(() -> servers.rows(keyspace).equals(recount.rows()));
    } catch (ConditionTimeoutException e) {
      assertThat(
          command.err(), Row.differences(recount.rows(), servers.rows(keyspace)), equalTo(""));
    }
  }

  private static ConditionFactory await(Shell.Started command) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .failFast("the command has ended", () -> !command.process().isAlive());
  }
}
