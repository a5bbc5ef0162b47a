package io.quipu.transforms.cassandra;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.datastax.driver.core.Session;
import io.quipu.model.cassandra.CassandraSettings;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class SharedSessionTest {

  @Test
  void isOneForEqualSettingsAndClosedByTheLastUser() {
    CassandraSettings settings = TestCassandra.withTables("shared");
    SharedSession first = SharedSession.open(settings);
    SharedSession second = SharedSession.open(SerializableUtils.clone(settings));
    Session session = first.session();
    assertThat(second.session(), sameInstance(session));
    first.close();
    first.close();
    assertThat(session.isClosed(), is(false));
    second.close();
    assertThat(session.isClosed(), is(true));
    try (SharedSession third = SharedSession.open(settings)) {
      assertThat(third.session().isClosed(), is(false));
    }
  }

  @Test
  void saysThatTheKeyspaceIsMissing() {
    CassandraSettings settings = TestCassandra.settings("not_there");
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> SharedSession.open(settings));
    assertThat(refused.getMessage(), containsString("no keyspace 'not_there'; apply the schema"));
  }
}
