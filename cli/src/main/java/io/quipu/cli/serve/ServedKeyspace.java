package io.quipu.cli.serve;

import io.quipu.cli.CassandraOptions;
import io.quipu.cli.counts.CountModeOption;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.RequestFailures;
import java.util.Optional;
import java.util.function.Consumer;

/** The keyspace that a server reads. It changes when readers are switched to another one. */
final class ServedKeyspace {
  private final CassandraOptions cassandra;
  private final CountModeOption countMode;
  private final CassandraSession client;
  private final Consumer<String> progress;
  private final CountsReader first;
  private String read;
  private String told = "";

  /**
   * Looks for the first time.
   *
   * @param client must stay open as long as readers are used
   * @param progress takes a line about each change
   */
  ServedKeyspace(
      CassandraOptions cassandra,
      CountModeOption countMode,
      CassandraSession client,
      Consumer<String> progress) {
    this.cassandra = cassandra;
    this.countMode = countMode;
    this.client = client;
    this.progress = progress;
    read = cassandra.readersKeyspace(client, progress);
    first = countMode.reader(client, read);
  }

  /** A reader of the keyspace that was read at the first look. */
  CountsReader reader() {
    return first;
  }

  /**
   * Looks again. While Cassandra does not answer, or the other keyspace cannot be read, the server
   * goes on with the one that it reads.
   *
   * @return a reader, if readers have been switched to another keyspace since the last look
   */
  Optional<CountsReader> look() {
    try {
      String now = cassandra.readersKeyspace(client, line -> {});
      if (now.equals(read)) {
        return Optional.empty();
      }
      CountsReader next = countMode.reader(client, now);
      progress.accept(
          "Readers were switched to the keyspace '%s', which is read now.".formatted(now));
      read = now;
      return Optional.of(next);
    } catch (RuntimeException e) {
      if (!RequestFailures.isOfCassandra(e) && !(e instanceof CassandraException)) {
        throw e;
      }
      tellOnce("The server goes on with the keyspace '%s': %s".formatted(read, e.getMessage()));
      return Optional.empty();
    }
  }

  private void tellOnce(String line) {
    if (!line.equals(told)) {
      told = line;
      progress.accept(line);
    }
  }
}
