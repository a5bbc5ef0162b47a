package io.quipu.localstack;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCassandraTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @Test
  void keepsRowsAndAddressWhenStartedAgain(@TempDir Path folder) throws IOException {
    LocalCassandra settings = LocalCassandra.in(folder);
    InetSocketAddress address;
    try (RunningCassandra cassandra = settings.start().awaitReady(TIMEOUT)) {
      address = cassandra.contactPoint();
      try (CqlConnection cql = new CqlConnection(address)) {
        assertThat(
            cql.run("SELECT data_center FROM system.local"),
            containsString(cassandra.dataCenter()));
        cql.run(
            "CREATE KEYSPACE knots WITH replication ="
                + " {'class': 'SimpleStrategy', 'replication_factor': 1}");
        cql.run("CREATE TABLE knots.cords (id text PRIMARY KEY, colour text)");
        cql.run("INSERT INTO knots.cords (id, colour) VALUES ('first', 'ochre')");
      }
      // What was acknowledged must be there after a crash as much as after an orderly end.
      cassandra.kill();
      assertThat(cassandra.isRunning(), is(false));
    }
    try (RunningCassandra cassandra = settings.start().awaitReady(TIMEOUT);
        CqlConnection cql = new CqlConnection(cassandra.contactPoint())) {
      assertThat(cassandra.contactPoint(), equalTo(address));
      assertThat(cql.run("SELECT colour FROM knots.cords"), containsString("ochre"));
      assertThat(cql.run("SELECT colour FROM knots.cords"), not(containsString("indigo")));
    }
  }
}
