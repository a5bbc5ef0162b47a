package io.quipu.localstack.process;

import com.google.auto.value.AutoValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** The status of one server of a stack. */
@AutoValue
public abstract class ServerStatus {
  public static ServerStatus of(String name, ServerFolder folder) {
    Optional<ServerProcess> process = ServerProcess.find(name, folder);
    String port = ServerFolder.readProperties(folder.ports()).get(Ports.CLIENT);
    return new AutoValue_ServerStatus(
        name,
        process.map(p -> OptionalLong.of(p.pid())).orElse(OptionalLong.empty()),
        Optional.ofNullable(port).map(p -> "127.0.0.1:" + p),
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

  /** Whether its process is running. */
  public final boolean isRunning() {
    return pid().isPresent();
  }
}
