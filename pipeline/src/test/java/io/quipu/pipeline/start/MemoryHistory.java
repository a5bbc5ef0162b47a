package io.quipu.pipeline.start;

import io.quipu.store.jobs.Heartbeats;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunFile;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunScope;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The runs of a keyspace that nobody else writes. */
final class MemoryHistory implements RunHistory {
  private final Map<Long, JobRun> runs = new TreeMap<>(Comparator.reverseOrder());
  private final Map<Long, List<RunFile>> files = new HashMap<>();
  private final Map<Long, RunScope> scopes = new HashMap<>();
  private final Deque<Heartbeats.Beat> beats = new ArrayDeque<>();
  private boolean disappears;
  private boolean hasCounts;
  private long owners;

  void addUnknownCounts() {
    hasCounts = true;
  }

  @Override
  public List<JobRun> runs() {
    return List.copyOf(runs.values());
  }

  @Override
  public List<RunFile> files(long incarnation) {
    return files.getOrDefault(incarnation, List.of());
  }

  @Override
  public boolean hasCounts() {
    return hasCounts || !runs.isEmpty();
  }

  @Override
  public boolean hasCounts(String company) {
    return hasCounts();
  }

  @Override
  public Optional<String> readersUse() {
    return Optional.empty();
  }

  @Override
  public void begin(JobRun run, List<RunFile> counted) {
    runs.put(run.incarnation(), run);
    files.put(run.incarnation(), counted);
  }

  @Override
  public RunScope scope(long incarnation) {
    return scopes.getOrDefault(incarnation, RunScope.UNKNOWN);
  }

  @Override
  public void noteScope(long incarnation, RunScope scope) {
    scopes.put(incarnation, scope);
  }

  @Override
  public long takeOwner(long incarnation) {
    return ++owners;
  }

  /** Lets a process run the job; each look shows the next beat, and at last the last one. */
  void beats(Heartbeats.Beat... shown) {
    beats.addAll(List.of(shown));
  }

  /** Lets the last beat be shown only once. */
  void lastBeatDisappears() {
    disappears = true;
  }

  @Override
  public Optional<Heartbeats.Beat> lastBeat() {
    return beats.size() > 1 || disappears
        ? Optional.ofNullable(beats.poll())
        : Optional.ofNullable(beats.peek());
  }

  @Override
  public void end(long incarnation) {
    runs.computeIfPresent(
        incarnation,
        (key, run) ->
            new JobRun(
                key,
                run.job(),
                run.start(),
                run.bootstrapBefore(),
                run.started(),
                run.topics(),
                run.setup(),
                Instant.now()));
  }

  @Override
  public void close() {}
}
