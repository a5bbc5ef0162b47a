package io.quipu.store.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Updates the tables in Cassandra to the version of this program. Applying again does nothing. On a
 * cluster of several nodes, apply from one process at a time: Cassandra may create a table twice if
 * two nodes get the request at once.
 */
public final class SchemaAdmin {

  /** The version of a keyspace in which nothing was applied. */
  public static final int NONE = 0;

  private static final Duration DEFINITION_TIMEOUT = Duration.ofMinutes(1);

  /** Later, other parts of the tables may have versions of their own. */
  private static final String PART = "counts";

  private final CqlSession session;
  private final CountsSchema schema;
  private final int nodes;

  /** Manages a schema; the caller closes the session. */
  public SchemaAdmin(CassandraSession session, CountsSchema schema) {
    this.session = session.cql();
    this.nodes = session.nodes();
    this.schema = schema;
  }

  /**
   * The version of the existing tables; {@link #NONE} if there are none.
   *
   * @throws RuntimeException if Cassandra does not answer; {@link
   *     io.quipu.store.session.RequestFailures#isOfCassandra} recognizes it
   */
  public int version() {
    if (!hasVersions()) {
      return NONE;
    }
    @Nullable Row row =
        session
            .execute(
                "SELECT version FROM "
                    + schema.keyspace()
                    + "."
                    + CountsSchema.SCHEMA_VERSION
                    + " WHERE part = ? LIMIT 1",
                PART)
            .one();
    return row == null ? NONE : row.getInt(0);
  }

  /**
   * Applies the missing steps.
   *
   * @return the version that was there before
   * @throws CassandraException if the tables are newer than this program
   */
  public int apply() {
    int before = version();
    requireKnown(before);
    if (before == CountsSchema.VERSION) {
      return before;
    }
    schema.foundation().forEach(this::define);
    for (SchemaStep step : schema.steps()) {
      if (step.version() > before) {
        step.statements().forEach(this::define);
        session.execute(
            "INSERT INTO "
                + schema.keyspace()
                + "."
                + CountsSchema.SCHEMA_VERSION
                + " (part, version, applied) VALUES (?, ?, toTimestamp(now()))",
            PART,
            step.version());
      }
    }
    return before;
  }

  /**
   * Applies the missing steps if the cluster has one node. On a larger cluster the tables must be
   * current, because a person must choose the number of copies.
   *
   * @throws CassandraException if the tables are newer than this program; on several nodes, also if
   *     they are missing or older
   */
  public void applyIfOneNode() {
    if (nodes == 1) {
      apply();
    } else {
      requireCurrent();
    }
  }

  /**
   * Makes sure that this program can read and write the tables.
   *
   * @throws CassandraException if they are missing, older or newer
   */
  public void requireCurrent() {
    int version = version();
    requireKnown(version);
    if (version < CountsSchema.VERSION) {
      throw new CassandraException(
          (version == NONE
                  ? "The keyspace '" + schema.keyspace() + "' has no tables of Quipu"
                  : "The tables in the keyspace '"
                      + schema.keyspace()
                      + "' have the version "
                      + version
                      + ", but this program needs "
                      + CountsSchema.VERSION)
              + "; apply the schema first.",
          null);
    }
  }

  /** The whole schema as a CQL script. */
  public String show() {
    return schema.script();
  }

  private void requireKnown(int version) {
    if (version > CountsSchema.VERSION) {
      throw new CassandraException(
          "The tables in the keyspace '"
              + schema.keyspace()
              + "' have the version "
              + version
              + ", but this program knows versions up to "
              + CountsSchema.VERSION
              + "; use the newer program.",
          null);
    }
  }

  private boolean hasVersions() {
    List<Row> tables =
        session
            .execute(
                "SELECT table_name FROM system_schema.tables"
                    + " WHERE keyspace_name = ? AND table_name = ?",
                schema.keyspace(),
                CountsSchema.SCHEMA_VERSION)
            .all();
    return !tables.isEmpty();
  }

  private void define(String statement) {
    session.execute(SimpleStatement.newInstance(statement).setTimeout(DEFINITION_TIMEOUT));
  }
}
