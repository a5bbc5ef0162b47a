package io.quipu.transforms.hydrate;

import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.ColumnDefinitions;
import com.datastax.driver.core.Configuration;
import com.datastax.driver.core.DataType;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.TypeCodec;
import com.datastax.driver.core.exceptions.InvalidTypeException;
import com.datastax.driver.core.querybuilder.QueryBuilder;
import com.datastax.driver.core.querybuilder.Select;
import com.datastax.driver.core.utils.Bytes;
import com.google.common.net.InetAddresses;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.transforms.cassandra.PatientRequests;
import io.quipu.transforms.cassandra.SharedSession;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Reference data in a Cassandra table, whose key columns may be of any simple type. */
final class CassandraReferenceData implements ReferenceData {
  private static final long serialVersionUID = 1L;

  /** Cassandra has no longer ones. */
  private static final int MAX_KEY_BYTES = 65_535;

  /** What Cassandra adds to each column of a key that has several. */
  private static final int COMPOSITE_BYTES = 3;

  private final LookupTable table;
  private final ReferenceSource.CassandraTable where;
  private final List<String> columns;
  private final CassandraSettings settings;
  private transient @Nullable Connection connection;

  private record Connection(
      SharedSession shared,
      PatientRequests requests,
      PreparedStatement select,
      Configuration driver) {}

  /**
   * @param columns those of the key and those whose values are wanted
   */
  CassandraReferenceData(
      LookupTable table,
      ReferenceSource.CassandraTable where,
      List<String> columns,
      CassandraSettings settings) {
    this.table = table;
    this.where = where;
    this.columns = List.copyOf(columns);
    this.settings = settings;
  }

  @Override
  public void open() throws InterruptedException {
    SharedSession shared = SharedSession.open(settings);
    try {
      Session session = shared.session();
      PatientRequests requests = new PatientRequests(session, "lookups in " + where.table());
      connection =
          new Connection(
              shared,
              requests,
              requests.prepare(select()),
              session.getCluster().getConfiguration());
    } catch (CompletionException e) {
      shared.close();
      throw refused(e);
    } catch (RuntimeException | InterruptedException e) {
      shared.close();
      throw e;
    }
  }

  /** Names the columns: what "all" means in a prepared statement stays what it once was. */
  private String select() {
    Select.Selection selection = QueryBuilder.select();
    columns.forEach(column -> selection.column(QueryBuilder.quote(column)));
    Select select =
        selection.from(QueryBuilder.quote(where.keyspace()), QueryBuilder.quote(where.table()));
    for (String column : table.keyColumns()) {
      select.where(QueryBuilder.eq(QueryBuilder.quote(column), QueryBuilder.bindMarker()));
    }
    return select.limit(1).getQueryString();
  }

  private IllegalStateException refused(CompletionException e) {
    return new IllegalStateException(
        "The lookup '"
            + table.name()
            + "' cannot ask "
            + where.keyspace()
            + "."
            + where.table()
            + " for "
            + columns
            + " by the key "
            + table.keyColumns()
            + ": "
            + Objects.requireNonNull(e.getCause()).getMessage()
            + ". It needs a table that has these columns, and this partition key.",
        e);
  }

  @Override
  public CompletableFuture<Map<String, String>> find(List<String> key) {
    Connection open = Objects.requireNonNull(connection);
    BoundStatement statement = bind(open, key);
    return statement == null
        ? CompletableFuture.completedFuture(Map.of())
        : open.requests().execute(statement).thenApply(rows -> toMap(rows.one()));
  }

  @Override
  public void close() {
    Connection open = connection;
    if (open != null) {
      open.shared().close();
      connection = null;
    }
  }

  /** The question; null if no row can have this key, as "abc" where keys are numbers. */
  private static @Nullable BoundStatement bind(Connection open, List<String> key) {
    BoundStatement statement = open.select().bind();
    ColumnDefinitions keyColumns = open.select().getVariables();
    int bytes = key.size() == 1 ? 0 : key.size() * COMPOSITE_BYTES;
    for (int i = 0; i < key.size(); i++) {
      ByteBuffer value = serialize(open, keyColumns.getType(i), key.get(i));
      if (value == null) {
        return null;
      }
      statement.setBytesUnsafe(i, value);
      bytes += value.remaining();
    }
    // Cassandra refuses such keys, which no waiting would mend.
    return bytes == 0 || bytes > MAX_KEY_BYTES ? null : statement;
  }

  private static @Nullable ByteBuffer serialize(Connection open, DataType type, String text) {
    TypeCodec<Object> codec = open.driver().getCodecRegistry().codecFor(type);
    try {
      return codec.serialize(
          parse(codec, text), open.driver().getProtocolOptions().getProtocolVersion());
    } catch (InvalidTypeException | IllegalArgumentException e) {
      return null;
    }
  }

  /** A codec wants texts and addresses in quotes, as they stand in CQL. */
  private static @Nullable Object parse(TypeCodec<Object> codec, String text) {
    return switch (codec.getCqlType().getName()) {
      case TEXT, VARCHAR, ASCII -> text;
      case INET -> InetAddresses.forString(text);
      default -> codec.parse(text);
    };
  }

  private Map<String, String> toMap(@Nullable Row row) {
    if (row == null) {
      return Map.of();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Object value = row.getObject(i);
      if (value != null) {
        values.put(columns.get(i), text(value));
      }
    }
    return values;
  }

  private static String text(Object value) {
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Date time) {
      return time.toInstant().toString();
    }
    if (value instanceof ByteBuffer bytes) {
      return Bytes.toHexString(bytes);
    }
    return value instanceof InetAddress address ? address.getHostAddress() : value.toString();
  }
}
