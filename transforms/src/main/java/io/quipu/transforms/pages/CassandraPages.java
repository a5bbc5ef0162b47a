package io.quipu.transforms.pages;

import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.utils.Bytes;
import io.quipu.model.Fingerprint;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.schema.CountsSchema;
import io.quipu.transforms.cassandra.PatientRequests;
import io.quipu.transforms.cassandra.SharedSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Pages in the table of that name. Requests outlive an outage of Cassandra. */
public final class CassandraPages implements PageStore {
  private static final long serialVersionUID = 1L;

  /**
   * What pages are about. Their keys are different things, and no job reads the pages of another.
   */
  public enum Kind {
    UNIQUENESS(0),
    TOTALS(1),
    CUSTOMER_IDS(2),
    CUSTOMER_TOTALS(3);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }
  }

  private final CassandraSettings settings;
  private final Kind kind;
  private transient @Nullable Connection connection;

  private record Connection(
      SharedSession session,
      PatientRequests requests,
      PreparedStatement select,
      PreparedStatement insert) {}

  /** The pages of one kind in this Cassandra, whose schema has been applied. */
  public CassandraPages(CassandraSettings settings, Kind kind) {
    this.settings = settings;
    this.kind = kind;
  }

  @Override
  public void open() throws InterruptedException {
    SharedSession shared = SharedSession.open(settings);
    try {
      PatientRequests requests = new PatientRequests(shared.session(), "requests for pages");
      String table = settings.keyspace() + "." + CountsSchema.PAGES;
      connection =
          new Connection(
              shared,
              requests,
              requests.prepare(
                  "SELECT generation, page FROM "
                      + table
                      + " WHERE kind = ? AND month = ? AND fingerprint = ?"),
              requests.prepare(
                  "INSERT INTO "
                      + table
                      + " (kind, month, fingerprint, generation, page)"
                      + " VALUES (?, ?, ?, ?, ?)"));
    } finally {
      if (connection == null) {
        shared.close();
      }
    }
  }

  @Override
  public CompletionStage<List<StoredPage>> read(int month, Fingerprint key) {
    Connection open = connection();
    return open.requests()
        .execute(open.select().bind(kind.code, month, bytes(key)))
        .thenApply(
            answer -> {
              List<StoredPage> pages = new ArrayList<>();
              for (Row row : answer) {
                pages.add(
                    new StoredPage(
                        row.getLong("generation"), Bytes.getArray(row.getBytes("page"))));
              }
              return pages;
            });
  }

  @Override
  public CompletionStage<Void> write(int month, Fingerprint key, StoredPage page) {
    Connection open = connection();
    return open.requests()
        .execute(
            open.insert()
                .bind(
                    kind.code, month, bytes(key), page.generation(), ByteBuffer.wrap(page.bytes())))
        .thenAccept(answer -> {});
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.session().close();
      connection = null;
    }
  }

  private Connection connection() {
    if (connection == null) {
      throw new IllegalStateException("The store of pages is not open.");
    }
    return connection;
  }

  private static ByteBuffer bytes(Fingerprint key) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(key.high()).putLong(key.low()).flip();
  }
}
