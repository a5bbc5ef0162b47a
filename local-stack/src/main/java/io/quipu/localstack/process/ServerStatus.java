package io.quipu.localstack.process;

import com.google.auto.value.AutoValue;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The status of one server of a stack. */
@AutoValue
public abstract class ServerStatus {
  /** The status of a server at 127.0.0.1. */
  public static ServerStatus of(String name, ServerFolder folder) {
    return of(name, folder, Ports.LOOPBACK);
  }

  /** The status of a server at another loopback address. */
  public static ServerStatus of(String name, ServerFolder folder, InetAddress host) {
    Optional<ServerProcess> process = ServerProcess.find(name, folder);
    String port = ServerFolder.readProperties(folder.ports()).get(Ports.CLIENT);
    return new AutoValue_ServerStatus(
        name,
        process.map(p -> OptionalLong.of(p.pid())).orElse(OptionalLong.empty()),
        Optional.ofNullable(port).map(p -> host.getHostAddress() + ":" + p),
        process.isEmpty() && Files.exists(folder.process())
            ? Optional.of(folder.lastLogLines(1))
            : Optional.empty(),
        folder.root(),
        folder.sizeBytes());
  }

  /** The server's name, such as "Kafka". */
  public abstract String name();

  /** The id of its process; empty if it does not run. */
  public abstract OptionalLong pid();

  /** The host and port that clients connect to; empty if it has none or was never started here. */
  public abstract Optional<String> address();

  /**
   * The last line of its log, if it was started and has ended without being stopped by {@code
   * down}.
   */
  public abstract Optional<String> lastWords();

  /** The folder of its data, configuration and log. */
  public abstract Path folder();

  /** The length of all files in the folder, in bytes; preallocated files count in full. */
  public abstract long sizeBytes();

  /**
   * Whether the server runs; tells so, or that it has ended without being stopped.
   *
   * @param progress is given a line of text
   */
  public final boolean saysItRuns(Consumer<String> progress) {
    if (isRunning()) {
      progress.accept(
          String.format(
              "%s already runs%s (pid %d)",
              name(), address().map(at -> " at " + at).orElse(""), pid().getAsLong()));
    }
    lastWords()
        .ifPresent(
            words ->
                progress.accept(
                    name() + " has ended since it was started; its log ends with: " + words));
    return isRunning();
  }

  /** Whether its process is running. */
  public final boolean isRunning() {
    return pid().isPresent();
  }
}
