package io.quipu.localstack.process;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a server's end is logged, and that only the right server is stopped. */
class ServerEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder = Path.of("");

  private final List<ServerProcess> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(ServerProcess::kill);
  }

  private ServerProcess start(ServerFolder files, String... arguments) {
    ServerFolder.createParentOf(files.log());
    JavaProgram program =
        new JavaProgram(
            List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)),
            List.of(),
            Idler.class.getName(),
            List.of(arguments));
    ServerProcess process = ServerProcess.start("Idler", files, Lifetime.DETACHED, program);
    started.add(process);
    return process;
  }

  private static void awaitLine(ServerFolder files, String regex) {
    Pattern line = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ quipu: " + regex);
    await().atMost(PATIENCE).until(() -> line.matcher(Files.readString(files.log())).find());
  }

  @Test
  void aKillIsLogged() {
    ServerFolder files = new ServerFolder(folder);
    ServerProcess server = start(files);

    server.kill();

    awaitLine(files, "Idler was ended by the signal KILL\\.");
  }

  @Test
  void theProcessThatStopsItIsLogged() throws IOException {
    ServerFolder files = new ServerFolder(folder);
    ServerProcess server = start(files);

    server.stop(PATIENCE);

    awaitLine(files, "Idler was ended by the signal TERM\\.");
    assertThat(
        Files.readString(files.log()),
        containsString(
            "quipu: Process "
                + ProcessHandle.current().pid()
                + " asks Idler (pid "
                + server.pid()
                + ") to stop."));
  }

  @Test
  void aSignalFromAnotherProcessIsLoggedWithoutAStopRequest() throws Exception {
    ServerFolder files = new ServerFolder(folder);
    ServerProcess server = start(files);

    new ProcessBuilder("kill", "-TERM", Long.toString(server.pid())).start().waitFor();

    awaitLine(files, "Idler was ended by the signal TERM\\.");
    assertThat(Files.readString(files.log()), not(containsString("to stop.")));
  }

  @Test
  void itsOwnExitIsLoggedWithItsCode() {
    ServerFolder files = new ServerFolder(folder);

    start(files, "3");

    awaitLine(files, "Idler has ended with the exit code 3\\.");
  }

  @Test
  void itsStatusSaysHowItHasEnded() {
    ServerFolder files = new ServerFolder(folder);
    ServerProcess server = start(files);
    assertThat(ServerStatus.of("Idler", files).lastWords(), equalTo(Optional.empty()));

    server.kill();

    awaitLine(files, "Idler was ended");
    ServerStatus status = ServerStatus.of("Idler", files);
    assertThat(status.isRunning(), is(false));
    assertThat(status.lastWords().orElse(""), containsString("ended by the signal KILL."));
    files.forgetProcess();
    assertThat(ServerStatus.of("Idler", files).lastWords(), equalTo(Optional.empty()));
  }

  @Test
  void aCopyOfAFolderIsNotTheServersFolder() throws IOException {
    ServerFolder files = new ServerFolder(folder.resolve("original"));
    ServerProcess server = start(files);
    ServerFolder copy = new ServerFolder(folder.resolve("copy"));
    Files.createDirectories(copy.root());
    Files.copy(files.process(), copy.process());

    assertThat(ServerProcess.find("Idler", copy).isPresent(), is(false));
    assertThat(
        ServerProcess.find("Idler", files).map(ServerProcess::pid),
        equalTo(Optional.of(server.pid())));
  }

  @Test
  void aServerIsFoundByAnotherPathAndAfterTheClockWasSet() throws IOException {
    ServerFolder files = new ServerFolder(folder.resolve("server"));
    ServerProcess server = start(files);
    Path link = Files.createSymbolicLink(folder.resolve("link"), files.root());
    ServerFolder.writeProperties(
        files.process(),
        Map.of("pid", Long.toString(server.pid()), "started", "2001-01-01T00:00:00Z"));

    assertThat(ServerProcess.find("Idler", new ServerFolder(link)).isPresent(), is(true));
  }

  @Test
  void aServerThatHasEndedIsNotSentASignal() {
    ServerProcess server = start(new ServerFolder(folder));
    server.kill();

    assertThrows(LocalStackException.class, () -> server.signal("-STOP"));
  }

  @Test
  void answersOfAnotherServerAreNotItsOwn() throws IOException {
    ServerFolder files = new ServerFolder(folder);
    ServerProcess process = start(files);
    try (ServerSocket others = new ServerSocket(0, 1, Ports.LOOPBACK)) {
      InetSocketAddress address = new InetSocketAddress(Ports.LOOPBACK, others.getLocalPort());
      RunningServer server =
          new RunningServer("Idler", files, address, process) {
            @Override
            protected boolean answers() {
              return true;
            }
          };

      assertThat(Listener.isOther(others.getLocalPort(), ProcessHandle.current().pid()), is(false));
      LocalStackException e =
          assertThrows(LocalStackException.class, () -> server.awaitReady(Duration.ofMillis(300)));
      assertThat(e.getMessage(), containsString("does not answer after"));
    }
  }
}
