package io.quipu.io.lookups;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.testing.TestTables;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.testing.Hydrating;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class CassandraReferenceDataTest {
  private static final String KEYSPACE = "reference_of_workers";
  private static final List<String> KEY = List.of("acme", "m-1");

  @Test
  void canBeSentToAWorker() throws InterruptedException {
    CassandraSettings settings = TestTables.in("counts_of_workers");
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      TestTables.makeKeyspace(cassandra.cql(), KEYSPACE);
      cassandra
          .cql()
          .execute(
              "CREATE TABLE reference_of_workers.messages (company text, message text, name text,"
                  + " PRIMARY KEY ((company, message)))");
      cassandra
          .cql()
          .execute(
              "INSERT INTO reference_of_workers.messages (company, message, name)"
                  + " VALUES ('acme', 'm-1', 'Sale')");
    }
    ReferenceSource.CassandraTable where = new ReferenceSource.CassandraTable(KEYSPACE, "messages");
    LookupTable lookup = Hydrating.table("lookup", where, "company", "message").build();
    CassandraReferenceData data =
        new CassandraReferenceData(lookup, where, List.of("company", "message", "name"), settings);
    data.open();
    CassandraReferenceData sent = SerializableUtils.clone(data);
    data.close();
    assertThrows(IllegalStateException.class, () -> data.find(KEY));
    sent.open();
    assertThat(
        sent.find(KEY).join(),
        equalTo(Map.of("company", "acme", "message", "m-1", "name", "Sale")));
    sent.close();
  }
}
