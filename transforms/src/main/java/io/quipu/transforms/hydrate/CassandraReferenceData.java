package io.quipu.transforms.hydrate;

import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.CodecRegistry;
import com.datastax.driver.core.ColumnDefinitions;
import com.datastax.driver.core.DataType;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.TypeCodec;
import com.datastax.driver.core.exceptions.InvalidQueryException;
import com.datastax.driver.core.exceptions.InvalidTypeException;
import com.datastax.driver.core.querybuilder.QueryBuilder;
import com.datastax.driver.core.querybuilder.Select;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.transforms.cassandra.PatientRequests;
import io.quipu.transforms.cassandra.SharedSession;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reference data in a Cassandra table, whose key columns may be of any simple type. What is asked
 * for at once is bounded: whoever asks for more waits.
 */
final class CassandraReferenceData implements ReferenceData {
  private static final long serialVersionUID = 1L;
  private static final int MAX_IN_FLIGHT = 256;

  private final LookupTable table;
  private final ReferenceSource.CassandraTable where;
  private final CassandraSettings settings;
  private transient @Nullable Connection connection;

  private record Connection(
      SharedSession shared,
      PatientRequests requests,
      PreparedStatement select,
      CodecRegistry codecs,
      Semaphore inFlight) {}

  CassandraReferenceData(
      LookupTable table, ReferenceSource.CassandraTable where, CassandraSettings settings) {
    this.table = table;
    this.where = where;
    this.settings = settings;
  }

  @Override
  public void open() {
    SharedSession shared = SharedSession.open(settings);
    try {
      Session session = shared.session();
      connection =
          new Connection(
              shared,
              new PatientRequests(session, "lookups in " + where.table()),
              prepare(session),
              session.getCluster().getConfiguration().getCodecRegistry(),
              new Semaphore(MAX_IN_FLIGHT));
    } catch (RuntimeException e) {
      shared.close();
      throw e;
    }
  }

  private PreparedStatement prepare(Session session) {
    Select select =
        QueryBuilder.select()
            .all()
            .from(QueryBuilder.quote(where.keyspace()), QueryBuilder.quote(where.table()));
    for (String column : table.keyColumns()) {
      select.where(QueryBuilder.eq(QueryBuilder.quote(column), QueryBuilder.bindMarker()));
    }
    try {
      return session.prepare(select.limit(1));
    } catch (InvalidQueryException e) {
      throw new IllegalStateException(
          "The lookup '"
              + table.name()
              + "' cannot ask "
              + where.keyspace()
              + "."
              + where.table()
              + " for the key "
              + table.keyColumns()
              + ": "
              + e.getMessage()
              + ". Its key must be the table's partition key.",
          e);
    }
  }

  @Override
  public CompletableFuture<Map<String, String>> find(List<String> key) {
    Connection open = Objects.requireNonNull(connection);
    BoundStatement statement;
    try {
      statement = bind(open, key);
    } catch (InvalidTypeException e) {
      // "abc" is the key of no row whose key is a number.
      return CompletableFuture.completedFuture(Map.of());
    }
    open.inFlight().acquireUninterruptibly();
    return open.requests()
        .execute(statement)
        .whenComplete((rows, error) -> open.inFlight().release())
        .thenApply(rows -> toMap(rows.one()));
  }

  @Override
  public void close() {
    Connection open = connection;
    if (open != null) {
      open.shared().close();
      connection = null;
    }
  }

  private static BoundStatement bind(Connection open, List<String> key) {
    BoundStatement statement = open.select().bind();
    ColumnDefinitions columns = open.select().getVariables();
    for (int i = 0; i < key.size(); i++) {
      DataType type = columns.getType(i);
      if (isText(type)) {
        statement.setString(i, key.get(i));
      } else {
        TypeCodec<Object> codec = open.codecs().codecFor(type);
        statement.set(i, codec.parse(key.get(i)), codec);
      }
    }
    return statement;
  }

  private static boolean isText(DataType type) {
    return type.equals(DataType.text())
        || type.equals(DataType.varchar())
        || type.equals(DataType.ascii());
  }

  private static Map<String, String> toMap(@Nullable Row row) {
    if (row == null) {
      return Map.of();
    }
    Map<String, String> columns = new HashMap<>();
    for (ColumnDefinitions.Definition column : row.getColumnDefinitions()) {
      Object value = row.getObject(column.getName());
      if (value != null) {
        columns.put(column.getName(), text(value));
      }
    }
    return columns;
  }

  private static String text(Object value) {
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Date time) {
      return time.toInstant().toString();
    }
    return value instanceof InetAddress address ? address.getHostAddress() : value.toString();
  }
}
