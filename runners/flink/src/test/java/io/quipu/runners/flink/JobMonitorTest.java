package io.quipu.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobMonitorTest {
  @Test
  void namesTheExceptionOfTheStageAndTheLastCause() {
    String trace =
        """
        org.apache.beam.sdk.util.UserCodeException: java.io.IOException: line 7 of 'a.gz'
        \tat org.apache.beam.sdk.util.UserCodeException.wrap(UserCodeException.java:39)
        Caused by: java.io.IOException: line 7 of 'a.gz'
        \tat io.quipu.X.y(X.java:1)
        Caused by: java.net.ConnectException: Cassandra is away
        \tat java.net.Socket.connect(Socket.java:1)
        \t... 5 more
        """;
    assertThat(
        JobMonitor.message(trace),
        equalTo(
            Optional.of(
                "java.io.IOException: line 7 of 'a.gz' (caused by java.net.ConnectException:"
                    + " Cassandra is away)")));
  }

  @Test
  void aPermanentFailureSaysWhatToDo() {
    String trace =
        """
        org.apache.flink.runtime.JobException: Recovery is suppressed
        \tat org.apache.flink.X.y(X.java:1)
        Caused by: io.quipu.store.session.CassandraException: Cassandra refuses writes of counts.
        Check the rights.
        \tat io.quipu.X.y(X.java:1)
        Caused by: java.lang.Exception: unauthorized
        """;
    assertThat(
        JobMonitor.message(trace),
        equalTo(Optional.of("Cassandra refuses writes of counts.\nCheck the rights.")));
  }

  @Test
  void theFirstLineIsTheCauseIfThereIsNoOther() {
    assertThat(
        JobMonitor.message("java.lang.Error: lost\n\tat x.Y.z(Y.java:1)\n"),
        equalTo(Optional.of("java.lang.Error: lost")));
  }

  @Test
  void aJobWithoutTroubleHasNone() {
    assertThat(JobMonitor.message(""), equalTo(Optional.empty()));
    assertThat(JobMonitor.message("null"), equalTo(Optional.empty()));
  }
}
