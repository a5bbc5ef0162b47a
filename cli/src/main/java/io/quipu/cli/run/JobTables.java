package io.quipu.cli.run;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.model.schema.CountsSchema;
import io.quipu.model.schema.Replication;
import io.quipu.pipeline.CountingJob;
import io.quipu.pipeline.LineageRegistry;
import io.quipu.query.CassandraConnection;
import io.quipu.query.SchemaAdmin;
import java.util.function.Consumer;

/** The tables of a job, made if need be, and what they know of its earlier starts. */
final class JobTables {
  private final CountingJob job;
  private final Consumer<String> progress;

  /**
   * @param progress is told in a line what takes long
   */
  JobTables(CountingJob job, Consumer<String> progress) {
    this.job = job;
    this.progress = progress;
  }

  /**
   * Finds lineages in the tables.
   *
   * @param hasState whether the job goes on from state
   */
  LineageRegistry lineages(boolean hasState) {
    return (name, start) -> {
      try (CqlSession session = open()) {
        return new JobLineages(session, keyspace()).lineage(name, start, hasState);
      }
    };
  }

  /** Whether the last start of a job was this one. */
  boolean isLastStart(String name, String start) throws InterruptedException {
    try (CqlSession session = open()) {
      return new JobLineages(session, keyspace()).isLastStart(name, start);
    }
  }

  private String keyspace() {
    return job.cassandra().keyspace();
  }

  private CqlSession open() throws InterruptedException {
    CqlSession session = CassandraConnection.open(job.cassandra(), job.startupTimeout(), progress);
    try {
      SchemaAdmin admin = new SchemaAdmin(session, CountsSchema.of(keyspace(), Replication.ONE));
      if (session.getMetadata().getNodes().size() == 1) {
        admin.apply();
      } else {
        // How many copies a cluster keeps is for a person to say.
        admin.requireCurrent();
      }
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }
}
