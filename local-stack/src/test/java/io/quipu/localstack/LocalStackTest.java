package io.quipu.localstack;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.localstack.process.ChildJvm;
import io.quipu.localstack.process.LocalStackException;
import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.ServerStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackTest {
  @Test
  void staysUpUntilItIsTakenDown(@TempDir Path folder) throws Exception {
    assertThat(running(folder), contains(false, false));
    List<String> up = new ArrayList<>();
    List<String> again = new ArrayList<>();
    List<String> down = new ArrayList<>();
    try {
      Process command = ChildJvm.of(StackUp.class, folder.toString()).start();
      try (BufferedReader out = command.inputReader()) {
        out.lines().forEach(up::add);
      }
      assertThat(command.waitFor(), is(0));

      assertThat(
          up,
          containsInAnyOrder(
              matchesPattern("Kafka is up at 127\\.0\\.0\\.1:\\d+ \\(\\d+\\.\\d s\\)"),
              matchesPattern("Cassandra is up at 127\\.0\\.0\\.1:\\d+ \\(\\d+\\.\\d s\\)")));
      assertThat(running(folder), contains(true, true));
      List<Long> sizes = LocalStack.status(folder).stream().map(ServerStatus::sizeBytes).toList();
      assertThat(sizes, everyItem(greaterThan(0L)));

      LocalStack.in(folder).up(again::add);
      assertThat(again, everyItem(containsString("already runs at 127.0.0.1:")));
      assertThat(again.size(), is(2));
    } finally {
      LocalStack.down(folder, down::add);
    }
    assertThat(down, everyItem(containsString("is stopped")));
    assertThat(running(folder), contains(false, false));
  }

  @Test
  void startsNothingIfAPortIsTaken(@TempDir Path folder) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, Ports.LOOPBACK)) {
      LocalStack stack = LocalStack.in(folder).withCassandraPort(taken.getLocalPort());
      List<String> progress = new ArrayList<>();
      LocalStackException e =
          assertThrows(LocalStackException.class, () -> stack.start(progress::add));
      assertThat(e.getMessage(), containsString("--cassandra-port"));
    }
    assertThat(running(folder), contains(false, false));
  }

  private static List<Boolean> running(Path folder) {
    return LocalStack.status(folder).stream().map(ServerStatus::isRunning).toList();
  }
}
