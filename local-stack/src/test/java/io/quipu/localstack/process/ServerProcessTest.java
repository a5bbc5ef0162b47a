package io.quipu.localstack.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  private final ProcessHandle self = ProcessHandle.current();
  private final Instant started = self.info().startInstant().orElseThrow();

  @Test
  void findsTheRecordedProcess(@TempDir Path folder) {
    assertThat(isFound(folder, started), is(true));
  }

  @Test
  void ignoresALaterProcessWithTheSameId(@TempDir Path folder) {
    assertThat(isFound(folder, started.minus(Duration.ofMinutes(1))), is(false));
  }

  private boolean isFound(Path folder, Instant noted) {
    ServerFolder files = new ServerFolder(folder);
    ServerFolder.writeProperties(
        files.process(), Map.of("pid", Long.toString(self.pid()), "started", noted.toString()));
    return ServerProcess.find("It", files).isPresent();
  }
}
