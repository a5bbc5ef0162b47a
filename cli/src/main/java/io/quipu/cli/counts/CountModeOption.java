package io.quipu.cli.counts;

import io.quipu.pipeline.CountMode;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import picocli.CommandLine.Option;

/** Which tables are read; the same option as that of the job that wrote them. */
public final class CountModeOption {

  @Option(
      names = "--count-mode",
      paramLabel = "MODE",
      defaultValue = "final",
      description =
          "How the job wrote: final or increments, which may be too high after a failure (default"
              + " ${DEFAULT-VALUE}).")
  private String mode = "";

  /**
   * A reader of what such a job wrote.
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
