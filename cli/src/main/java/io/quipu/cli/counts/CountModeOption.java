package io.quipu.cli.counts;

import io.quipu.pipeline.options.CountMode;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import picocli.CommandLine.Option;

/** The option for the tables to read; the same as that of the job that wrote them. */
public final class CountModeOption {

  @Option(
      names = "--count-mode",
      paramLabel = "MODE",
      defaultValue = "final",
      description =
          "The count mode of the job: final, or increments, which may be too high after a failure"
              + " (default ${DEFAULT-VALUE}).")
  private String mode = "";

  /**
   * Makes a reader of these tables.
   *
   * @throws IllegalArgumentException if there is no such mode
   */
  public CountsReader reader(CassandraSession client, String keyspace) {
    return switch (CountMode.parse(mode)) {
      case FINAL -> new CountsReader(client, keyspace);
      case INCREMENTS -> CountsReader.ofIncrements(client, keyspace);
    };
  }
}
