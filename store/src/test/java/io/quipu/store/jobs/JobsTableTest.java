package io.quipu.store.jobs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quipu.store.session.CassandraSession;
import io.quipu.store.testing.TestTables;
import org.junit.jupiter.api.Test;

class JobsTableTest {

  @Test
  void aJobKeepsItsIncarnationOnlyIfItContinues() throws Exception {
    String keyspace = TestTables.in("jobs").keyspace();
    try (CassandraSession session = TestTables.connect()) {
      JobsTable jobs = new JobsTable(session, keyspace);
      assertThat(jobs.isLastStart("job", "0"), is(false));
      long first = jobs.incarnation("job", "0", false);
      assertThat(jobs.isLastStart("job", "0"), is(true));
      assertThat(jobs.isLastStart("another", "0"), is(false));

      // A crash before the first checkpoint, then a restart from a checkpoint with another start.
      assertThat(jobs.incarnation("job", "0", false), is(first));
      assertThat(jobs.incarnation("job", "17", true), is(first));
      assertThat(jobs.incarnation("another", "0", false), not(is(first)));

      assertThat(jobs.incarnation("job", "17", false), greaterThan(first));
      assertThat(jobs.isLastStart("job", "0"), is(false));
    }
  }
}
