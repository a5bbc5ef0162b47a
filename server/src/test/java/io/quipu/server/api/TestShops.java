package io.quipu.server.api;

import io.quipu.model.counter.CountRow;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.testing.TestRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows that the API is asked for, written once for all of its tests, and an open server. */
final class TestShops {
  static final String KEYSPACE = "api";

  /** A company whose name must be encoded in a path. */
  static final String HOSTILE = "a/b?%2F \uD83D\uDE00";

  static final List<String> CUSTOMERS = List.of("u7", "a/b c", "\u202Eשלום \uD83D\uDE00");

  private static @Nullable TestShops written;

  private final List<CountRow> rows = new ArrayList<>();
  private final List<CountRow> customerRows = new ArrayList<>();
  private final CassandraSession session;
  private final CountsReader reader;
  private final ApiTestServer server;

  private TestShops() throws InterruptedException {
    CassandraSettings settings = TestCassandra.settings(KEYSPACE);
    session = TestCassandra.connect();
    new SchemaAdmin(session, CountsSchema.of(KEYSPACE, Replication.ONE)).apply();
    TestShop shop = new TestShop("acme", 7);
    rows.addAll(shop.orders(campaigns()));
    rows.addAll(new TestShop(HOSTILE, 8).orders(List.of("x")));
    TestShop globex = new TestShop("globex", 9);
    rows.addAll(globex.orders(List.of("x")));
    rows.addAll(globex.refunds(List.of("x", "y")));
    for (String customer : CUSTOMERS) {
      customerRows.addAll(shop.ordersOf(customer, TestRows.HOSTILE.subList(0, 5)));
    }
    customerRows.addAll(new TestShop("solo", 10).ordersOf("u1", List.of()));
    StoredRows.write(settings, TestShop.ZONE, rows, 3);
    StoredRows.write(settings, TestShop.ZONE, customerRows, 3);
    reader = new CountsReader(session, KEYSPACE);
    server = new ApiTestServer(reader, KeyCheck.open());
  }

  /** The rows, which are in Cassandra. */
  static synchronized TestShops written() throws InterruptedException {
    TestShops shops = written;
    if (shops == null) {
      shops = new TestShops();
      written = shops;
    }
    return shops;
  }

  static List<String> campaigns() {
    List<String> campaigns = new ArrayList<>(TestRows.HOSTILE);
    for (int i = 0; i < 30; i++) {
      campaigns.add("campaign " + i);
    }
    return campaigns;
  }

  List<CountRow> rows() {
    return rows;
  }

  List<CountRow> customerRows() {
    return customerRows;
  }

  CassandraSession session() {
    return session;
  }

  CountsReader reader() {
    return reader;
  }

  /** A server without keys. It stops when the process of the tests ends. */
  ApiTestServer server() {
    return server;
  }
}
