package io.quipu.cli.run;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.schema.CountsSchema;
import io.quipu.pipeline.LineageRegistry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lineages of the jobs that write into a keyspace, kept beside what they write. */
final class JobLineages {
  private final CqlSession session;
  private final String table;

  JobLineages(CqlSession session, String keyspace) {
    this.session = session;
    this.table = CountsSchema.requireKeyspace(keyspace) + "." + CountsSchema.JOBS;
  }

  /**
   * The lineage of a job that starts now: that of its last start if it goes on from state, or if it
   * starts where it did then, as after a crash before the first checkpoint; a new one otherwise.
   */
  long lineage(String job, String start, boolean hasState) throws InterruptedException {
    @Nullable Row last = last(job);
    if (last != null && (hasState || Objects.equals(last.getString("start"), start))) {
      return last.getLong("lineage");
    }
    long lineage = LineageRegistry.ALWAYS_NEW.lineage(job, start);
    session.execute(
        "INSERT INTO " + table + " (job, start, lineage) VALUES (?, ?, ?)", job, start, lineage);
    return lineage;
  }

  /** Whether the job's last start was this one. */
  boolean isLastStart(String job, String start) {
    @Nullable Row last = last(job);
    return last != null && Objects.equals(last.getString("start"), start);
  }

  private @Nullable Row last(String job) {
    return session.execute("SELECT start, lineage FROM " + table + " WHERE job = ?", job).one();
  }
}
