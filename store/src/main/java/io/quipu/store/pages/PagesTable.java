package io.quipu.store.pages;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.StoredPage;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.session.RetryingRequests;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Writes and reads the pages of one kind. It shares its session. Requests are repeated during an
 * outage of Cassandra. Thread-safe.
 */
public final class PagesTable implements AutoCloseable {

  /**
   * The content of a page. Each kind has keys of its own, and no job reads the pages of another
   * job.
   */
  public enum Kind {
    UNIQUENESS(0),
    TOTALS(1),
    CUSTOMER_IDS(2),
    CUSTOMER_TOTALS(3),
    SEQUENCES(4),
    CUSTOMER_DAYS(5),
    ADMITTED_VALUES(6);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }
  }

  private final CassandraSession shared;
  private final Kind kind;
  private final RetryingRequests requests;
  private final PreparedStatement select;
  private final PreparedStatement insert;

  private PagesTable(CassandraSession shared, String keyspace, Kind kind)
      throws InterruptedException {
    this.shared = shared;
    this.kind = kind;
    requests = new RetryingRequests(shared, "requests for pages");
    String table = keyspace + "." + CountsSchema.PAGES;
    select =
        requests.prepare(
            "SELECT generation, page FROM "
                + table
                + " WHERE kind = ? AND month = ? AND fingerprint = ?");
    insert =
        requests.prepare(
            "INSERT INTO "
                + table
                + " (kind, month, fingerprint, generation, page) VALUES (?, ?, ?, ?, ?)");
  }

  /**
   * Opens the table, which must exist; waits until Cassandra answers.
   *
   * @throws io.quipu.store.session.CassandraException if Cassandra refuses the user, has no such
   *     keyspace, or has an untrusted certificate
   */
  public static PagesTable open(CassandraSettings settings, Kind kind) throws InterruptedException {
    return CassandraSession.shareWith(
        settings, shared -> new PagesTable(shared, settings.keyspace(), kind));
  }

  /** All generations of a page, in no particular order; empty if it was never written. */
  public CompletableFuture<List<StoredPage>> read(int month, Fingerprint key) {
    return requests.query(select.bind(kind.code, month, bytes(key)), PagesTable::page);
  }

  /** Writes a page; completes when the page is durable. Writing it again does no harm. */
  public CompletableFuture<Void> write(int month, Fingerprint key, StoredPage page) {
    return requests
        .execute(
            insert.bind(
                kind.code, month, bytes(key), page.generation(), ByteBuffer.wrap(page.bytes())))
        .thenAccept(answer -> {});
  }

  /** Releases the shared session. */
  @Override
  public void close() {
    shared.close();
  }

  private static StoredPage page(Row row) {
    return new StoredPage(row.getLong(0), ByteUtils.getArray(row.getByteBuffer(1)));
  }

  private static ByteBuffer bytes(Fingerprint key) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(key.high()).putLong(key.low()).flip();
  }
}
