package io.quipu.pipeline;

import io.quipu.store.jobs.JobsTable;
import java.util.function.Consumer;

/** Records the starts of a job in the table of jobs of its own keyspace. */
final class StoredIncarnations implements IncarnationRegistry {
  private final JobSpec spec;
  private final Consumer<String> progress;

  /**
   * @param progress receives a line about each step that takes long
   */
  StoredIncarnations(JobSpec spec, Consumer<String> progress) {
    this.spec = spec;
    this.progress = progress;
  }

  @Override
  public long incarnation(String job, String start, boolean hasState) throws InterruptedException {
    try (JobsTable jobs = open()) {
      return jobs.incarnation(job, start, hasState);
    }
  }

  @Override
  public boolean isLastStart(String job, String start) throws InterruptedException {
    try (JobsTable jobs = open()) {
      return jobs.isLastStart(job, start);
    }
  }

  private JobsTable open() throws InterruptedException {
    return JobsTable.open(spec.cassandra(), spec.startupTimeout(), progress);
  }
}
