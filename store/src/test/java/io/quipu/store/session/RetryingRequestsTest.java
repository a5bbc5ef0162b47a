package io.quipu.store.session;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.store.testing.TestTables;
import org.junit.jupiter.api.Test;

class RetryingRequestsTest {

  @Test
  void aRequestThatCassandraRefusesIsAPermanentFailure() throws Exception {
    try (CassandraSession session = TestTables.connect()) {
      TestTables.makeKeyspace(session, "refused_requests");
      session.cql().execute("CREATE TABLE refused_requests.t (k int PRIMARY KEY)");
      RetryingRequests requests = new RetryingRequests(session, "writes of counts");
      PreparedStatement insert = requests.prepare("INSERT INTO refused_requests.t (k) VALUES (?)");
      RetryingRequests.await(requests.execute(insert.bind(1)));
      session.cql().execute("DROP TABLE refused_requests.t");

      CassandraException e =
          assertThrows(
              CassandraException.class,
              () -> RetryingRequests.await(requests.execute(insert.bind(2))));

      assertThat(
          PermanentFailure.find(e).map(Throwable::getMessage).orElse("" + e),
          allOf(
              startsWith("Cassandra refuses writes of counts: "),
              containsString("(./quipu schema apply)")));
      assertThat(requests.retries(), is(0L));
    }
  }
}
