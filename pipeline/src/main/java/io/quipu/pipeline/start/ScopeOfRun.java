package io.quipu.pipeline.start;

import io.quipu.io.kafka.start.StartFrom;
import io.quipu.model.catalog.Catalog;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Notes what readers must know of a run: how exact it is, and whether it has all records. */
final class ScopeOfRun {
  private final JobSpec spec;
  private final Catalog catalog;
  private final RunHistory history;

  ScopeOfRun(JobSpec spec, Catalog catalog, RunHistory history) {
    this.spec = spec;
    this.catalog = catalog;
    this.history = history;
  }

  /** Notes it, before the run itself is noted. */
  void note(JobRun run) {
    RunScope.Exactness exactness =
        spec.exactness() == RunScope.Exactness.EXACT && catalog.event().id() != null
            ? RunScope.Exactness.BOUNDED
            : spec.exactness();
    history.noteScope(run.incarnation(), new RunScope(exactness, since(run)));
  }

  private @Nullable Instant since(JobRun run) {
    List<JobRun> runs = history.runs();
    RunScope known = history.scope(run.incarnation());
    if (known.exactness() != RunScope.Exactness.UNKNOWN) {
      return known.since();
    }
    if (!(spec.input() instanceof JobSpec.Input.Topics topics)
        || topics.start() instanceof StartFrom.Earliest) {
      return null;
    }
    // A drained run of the same job ended exactly where this one begins.
    Optional<RunScope> before =
        runs.stream()
            .filter(other -> other.incarnation() != run.incarnation())
            .filter(other -> other.job().equals(run.job()))
            .findFirst()
            .filter(other -> other.hasEnded() && topics.start() instanceof StartFrom.Committed)
            .map(other -> history.scope(other.incarnation()))
            .filter(scope -> scope.exactness() != RunScope.Exactness.UNKNOWN);
    return before.isPresent() ? before.get().since() : Instant.now();
  }
}
