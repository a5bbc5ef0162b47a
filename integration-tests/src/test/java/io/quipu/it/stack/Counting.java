package io.quipu.it.stack;

import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.pipeline.options.CountMode;
import io.quipu.pipeline.options.JobKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Runs the Statistic or the Customer job on records, from files or from Kafka, with a new keyspace.
 */
public final class Counting {
  private static final int PARTITIONS = 3;

  private final Servers servers;
  private final Runner runner;
  private final Path catalog;
  private final JobKind kind;
  private final CountMode mode;

  /** Counts with the Statistic job. */
  public Counting(Servers servers, Runner runner, Path catalog) {
    this(servers, runner, catalog, JobKind.STATISTIC);
  }

  public Counting(Servers servers, Runner runner, Path catalog, JobKind kind) {
    this(servers, runner, catalog, kind, CountMode.FINAL);
  }

  public Counting(Servers servers, Runner runner, Path catalog, JobKind kind, CountMode mode) {
    this.servers = servers;
    this.runner = runner;
    this.catalog = catalog;
    this.kind = kind;
    this.mode = mode;
  }

  /** Counts files to their end. */
  public Outcome files(List<Path> files) throws Exception {
    String keyspace = servers.newKeyspace();
    Path folder = Files.createTempDirectory("files-");
    for (Path file : files) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    Path deadLetters = folder.resolve("dead-letters");
    List<String> arguments =
        arguments(
            keyspace,
            "--source=files",
            "--input=" + folder + "/*.jsonl*",
            "--dead-letters=files:" + deadLetters);
    try (Job job = runner.start(arguments)) {
      job.awaitDone();
    }
    return new Outcome(rows(keyspace), DeadLetterFiles.read(deadLetters));
  }

  /**
   * Counts a topic of several partitions, until rows and dead letters are as expected or a timeout
   * passes.
   *
   * @param last a record that only {@code lastStatistic} counts. When the rows are as expected, it
   *     is sent to each partition. When it is counted, all records before it are too.
   * @param lastStatistic the statistic of that row, which is left out of the outcome
   */
  public Outcome kafka(List<byte[]> records, Recount expected, byte[] last, String lastStatistic)
      throws Exception {
    String keyspace = servers.newKeyspace();
    Topics topics = servers.topics();
    String topic = Servers.newName("events");
    topics.create(topic, PARTITIONS);
    List<byte[]> before = records.subList(0, records.size() / 2);
    topics.send(topic, before);
    List<String> arguments =
        arguments(
            keyspace,
            "--source=kafka",
            "--bootstrap-servers=" + topics.bootstrapServers(),
            "--input=" + topic,
            "--consumer-group=" + topic,
            "--window=200ms");
    String deadLetters =
        topic + (kind == JobKind.STATISTIC ? "-dead-letters" : "-customer-dead-letters");
    try (Job job = runner.start(arguments)) {
      topics.send(topic, records.subList(before.size(), records.size()));
      job.await().until(() -> rows(keyspace).equals(expected.rows()));
      topics.send(topic, Collections.nCopies(PARTITIONS, last));
      job.await()
          .until(
              () ->
                  rows(keyspace).stream()
                      .anyMatch(
                          row ->
                              row.statistic().equals(lastStatistic) && row.count() == PARTITIONS));
      // Dead letters appear when a checkpoint completes.
      job.await().until(() -> topics.read(deadLetters).size() >= expected.deadLetters().size());
    } catch (ConditionTimeoutException e) {
      // The assertion on the rows says more than the timeout.
    }
    List<Row> rows =
        rows(keyspace).stream().filter(row -> !row.statistic().equals(lastStatistic)).toList();
    return new Outcome(rows, topics.read(deadLetters));
  }

  private List<Row> rows(String keyspace) {
    boolean ofCompanies = kind == JobKind.STATISTIC;
    return switch (mode) {
      case FINAL -> ofCompanies ? servers.rows(keyspace) : servers.customerRows(keyspace);
      case INCREMENTS ->
          ofCompanies ? servers.increments(keyspace) : servers.customerIncrements(keyspace);
    };
  }

  private List<String> arguments(String keyspace, String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--job=" + kind);
    arguments.add("--count-mode=" + mode.name().toLowerCase(Locale.ROOT));
    arguments.add("--catalog=" + catalog);
    arguments.add("--cassandra=" + servers.cassandra());
    arguments.add("--keyspace=" + keyspace);
    // The direct runner is slow with many keys.
    arguments.add("--shards=8");
    return arguments;
  }
}
