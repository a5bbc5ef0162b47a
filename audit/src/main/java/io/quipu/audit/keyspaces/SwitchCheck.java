package io.quipu.audit.keyspaces;

import io.quipu.model.progress.Counted;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.ProgressReader;
import io.quipu.store.session.CassandraSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what readers would lose if they used another keyspace. */
public final class SwitchCheck {

  /** Two jobs that are both at the end of their topics note their progress at different times. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final CassandraSession session;

  /** A check; the caller closes the session. */
  public SwitchCheck(CassandraSession session) {
    this.session = session;
  }

  /**
   * Why the other keyspace is not ready, as sentences for people; none if it is.
   *
   * @param from the keyspace that readers use
   * @param to the keyspace that they would use
   */
  public List<String> reasons(String from, String to) {
    List<String> reasons = new ArrayList<>();
    for (RunsTable.Kind kind : RunsTable.Kind.values()) {
      reason(kind, from, to).ifPresent(reasons::add);
    }
    return reasons;
  }

  private Optional<String> reason(RunsTable.Kind kind, String from, String to) {
    if (!new RunsTable(session, from, kind).hasCounts()) {
      return Optional.empty();
    }
    if (!new RunsTable(session, to, kind).hasCounts()) {
      return Optional.of(
          "The keyspace '%s' has no counts of the %s job, and '%s' has."
              .formatted(to, kind.key(), from));
    }
    Counted next = new ProgressReader(session, to, kind).counted();
    if (next.unknown() != null) {
      return Optional.of(
          "It is not known how far the %s job has counted '%s': %s"
              .formatted(kind.key(), to, next.unknown()));
    }
    return behind(kind, from, to, new ProgressReader(session, from, kind).counted(), next);
  }

  private static Optional<String> behind(
      RunsTable.Kind kind, String from, String to, Counted now, Counted next) {
    if (now.unknown() != null || now.upTo() == Counted.ALL) {
      return Optional.empty();
    }
    if (next.upTo() == Counted.ALL) {
      return Optional.of(
          "A %s job counts topics into '%s', and none into '%s'; start one there."
              .formatted(kind.key(), from, to));
    }
    if (next.upTo() >= now.upTo() - SLACK.toMillis()) {
      return Optional.empty();
    }
    return Optional.of(
        "The %s job has counted '%s' up to %s, and '%s' up to %s already."
            .formatted(
                kind.key(),
                to,
                Instant.ofEpochMilli(next.upTo()),
                from,
                Instant.ofEpochMilli(now.upTo())));
  }
}
