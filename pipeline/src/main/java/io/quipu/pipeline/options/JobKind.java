package io.quipu.pipeline.options;

import io.quipu.store.jobs.RunsTable;
import java.util.Locale;

/** The jobs that count. They share nothing at run time, so neither can disturb the other. */
public enum JobKind {
  /** Counts for each company as a whole, with its different customers. */
  STATISTIC("dead-letters"),

  /** Counts for each customer of each company. */
  CUSTOMER("customer-dead-letters");

  private final String deadLetters;

  JobKind(String deadLetters) {
    this.deadLetters = deadLetters;
  }

  /** Returns the job's name in commands: {@code statistic} or {@code customer}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the default consumer group. */
  public String consumerGroup() {
    return "quipu-" + word();
  }

  /** Returns the kind of the job's runs in the table of runs. */
  public RunsTable.Kind runs() {
    return this == CUSTOMER ? RunsTable.Kind.CUSTOMER : RunsTable.Kind.STATISTIC;
  }

  /** Returns the default place of dead letters: the folder, or the ending of the topic's name. */
  String deadLetters() {
    return deadLetters;
  }
}
