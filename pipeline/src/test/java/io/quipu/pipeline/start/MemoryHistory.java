package io.quipu.pipeline.start;

import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunFile;
import io.quipu.store.jobs.RunHistory;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The runs of a keyspace that nobody else writes. */
final class MemoryHistory implements RunHistory {
  private final Map<Long, JobRun> runs = new TreeMap<>(Comparator.reverseOrder());
  private final Map<Long, List<RunFile>> files = new HashMap<>();
  private boolean hasCounts;

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
  public void begin(JobRun run, List<RunFile> counted) {
    runs.put(run.incarnation(), run);
    files.put(run.incarnation(), counted);
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
                run.epoch(),
                run.started(),
                run.topics(),
                Instant.now()));
  }

  @Override
  public void close() {}
}
