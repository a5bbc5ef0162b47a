package io.quipu.localstack.cassandra;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCassandraTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @Test
  void keepsAcknowledgedRowsAndAddressWhenKilled(@TempDir Path folder) throws IOException {
    LocalCassandra settings =
        LocalCassandra.in(folder).withYamlEntries(Map.of("commitlog_sync", "batch"));
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
      cassandra.kill();
      assertThat(cassandra.isRunning(), is(false));
    }
    try (RunningCassandra cassandra = settings.start().awaitReady(TIMEOUT);
        CqlConnection cql = new CqlConnection(cassandra.contactPoint())) {
      assertThat(cassandra.contactPoint(), equalTo(address));
      assertThat(cql.run("SELECT colour FROM knots.cords"), containsString("ochre"));
    }
  }
}
