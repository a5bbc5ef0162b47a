package io.quipu.pipeline;

import java.util.Locale;

/** The jobs that count. They share nothing at run time, so neither can hurt the other. */
public enum JobKind {
  /** Counts for each company as a whole, with its different customers. */
  STATISTIC("dead-letters"),

  /** Counts for each customer of each company. */
  CUSTOMER("customer-dead-letters");

  private final String deadLetters;

  JobKind(String deadLetters) {
    this.deadLetters = deadLetters;
  }

  /** The job's name in commands: {@code statistic} or {@code customer}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The consumer group unless another is named. */
  public String consumerGroup() {
    return "quipu-" + word();
  }

  /** Where dead letters go unless another place is named: the folder, or what a topic ends with. */
  String deadLetters() {
    return deadLetters;
  }

  /** Under which name the job is noted in the table of jobs; both jobs may read the same input. */
  String nameOf(String input) {
    return this == STATISTIC ? input : word() + ":" + input;
  }
}
