package io.quipu.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobMonitorTest {
  @Test
  void findsTheLastCause() {
    String trace =
        """
        org.apache.beam.sdk.util.UserCodeException: java.lang.IllegalStateException: no
        \tat org.apache.beam.sdk.util.UserCodeException.wrap(UserCodeException.java:39)
        Caused by: java.lang.IllegalStateException: no
        \tat io.quipu.X.y(X.java:1)
        Caused by: java.net.ConnectException: Cassandra is away
        \tat java.net.Socket.connect(Socket.java:1)
        \t... 5 more
        """;
    assertThat(
        JobMonitor.message(trace),
        equalTo(Optional.of("java.net.ConnectException: Cassandra is away")));
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
