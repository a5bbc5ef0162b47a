package io.quipu.cli.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceManagerTest {

  @Test
  void onlyAJobThatMovesKeepsTheWatchdogQuiet(@TempDir Path folder) throws Exception {
    Path messages = folder.resolve("messages");
    Path command = folder.resolve("systemd-notify");
    Files.writeString(command, "#!/bin/sh\necho \"$@\" >>'" + messages + "'\n");
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    ServiceManager manager = ServiceManager.by(command.toString());

    manager.ready();
    manager.moved(Optional.of("1 checkpoint"), "10 events");
    manager.moved(Optional.of("1 checkpoint"), "10 events");
    manager.moved(Optional.empty(), "10 events");
    manager.moved(Optional.of("2 checkpoints"), "20 events");
    manager.stopping();

    assertThat(
        Files.readAllLines(messages),
        contains(
            "READY=1 STATUS=The job has started.",
            "WATCHDOG=1 STATUS=10 events",
            "STATUS=10 events; the job does not move",
            "STATUS=10 events; the job does not move",
            "WATCHDOG=1 STATUS=20 events",
            "STOPPING=1"));
  }

  @Test
  void withoutSystemdNothingIsSent() {
    assertThat(ServiceManager.ofThisProcess().isThere(), equalTo(false));
  }
}
