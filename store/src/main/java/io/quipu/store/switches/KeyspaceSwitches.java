package io.quipu.store.switches;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The table {@code switches} of each keyspace: which keyspace the readers of its name use. One row
 * changes all answers at once, and no job takes part. Thread-safe.
 */
public final class KeyspaceSwitches {
  /** All switches of a name are one partition, the latest first. */
  private static final String PART = "readers";

  private final CqlSession session;

  /**
   * A switch of readers.
   *
   * @param keyspace the keyspace that they use since then
   * @param time when it was made
   */
  public record Switch(String keyspace, Instant time) {}

  /** The switches of a cluster; the caller closes the session. */
  public KeyspaceSwitches(CassandraSession session) {
    this.session = session.cql();
  }

  /** The last switch of a name; empty if its readers use the keyspace of this name. */
  public Optional<Switch> last(String name) {
    Row row =
        session
            .execute(
                "SELECT readers_use, switched FROM " + table(name) + " WHERE part = ? LIMIT 1",
                PART)
            .one();
    return Optional.ofNullable(row)
        .map(
            found ->
                new Switch(
                    CountColumns.text(found, "readers_use"),
                    CountColumns.instant(found, "switched")))
        .filter(found -> !found.keyspace().equals(name));
  }

  /**
   * The keyspace that the readers of a name use, over all switches.
   *
   * @throws CassandraException if the switches lead in a circle
   */
  public String usedBy(String name) {
    Set<String> seen = new LinkedHashSet<>();
    String used = name;
    while (seen.add(used)) {
      Optional<Switch> next = last(used);
      if (next.isEmpty()) {
        return used;
      }
      used = next.get().keyspace();
    }
    throw new CassandraException(
        "The readers of the keyspaces %s are switched in a circle; end it with ./quipu backfill apply --keyspace=%s --with=%s."
            .formatted(seen, used, used));
  }

  /**
   * Lets the readers of a name use another keyspace, or the one of this name again.
   *
   * @throws CassandraException if the readers of the other keyspace are switched themselves
   */
  public void switchReaders(String name, String other) {
    Optional<Switch> further = name.equals(other) ? Optional.empty() : last(other);
    if (further.isPresent()) {
      throw new CassandraException(
          "The readers of '%s' are switched to '%s' themselves; name the keyspace that has the counts by --with."
              .formatted(other, further.get().keyspace()));
    }
    session.execute(
        "INSERT INTO " + table(name) + " (part, switched, readers_use) VALUES (?, ?, ?)",
        PART,
        Instant.now(),
        other);
  }

  /** The other names of the cluster whose last switch leads to a keyspace. */
  public List<String> namesThatUse(String keyspace) {
    List<String> names = new ArrayList<>();
    for (Row row : session.execute("SELECT keyspace_name, table_name FROM system_schema.tables")) {
      String name = CountColumns.text(row, "keyspace_name");
      if (CountColumns.text(row, "table_name").equals(CountsSchema.SWITCHES)
          && !name.equals(keyspace)
          && last(name).filter(found -> found.keyspace().equals(keyspace)).isPresent()) {
        names.add(name);
      }
    }
    return names;
  }

  private static String table(String keyspace) {
    return CountsSchema.requireKeyspace(keyspace) + "." + CountsSchema.SWITCHES;
  }
}
