package io.quipu.localstack.process;

import com.google.auto.value.AutoValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** How a server of a stack is doing. */
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

  /** What serves, such as "Kafka". */
  public abstract String name();

  /** The id of its process; absent if it does not run. */
  public abstract OptionalLong pid();

  /** Host and port that clients connect to; absent if it has none or was never started here. */
  public abstract Optional<String> address();

  /** The last line of its log if it was started, not taken down, and does not run any more. */
  public abstract Optional<String> lastWords();

  /** The folder of its data, configuration and log. */
  public abstract Path folder();

  /** The length of all files in the folder, in bytes; what is laid out in advance counts whole. */
  public abstract long sizeBytes();

  /** Whether its process lives. */
  public final boolean isRunning() {
    return pid().isPresent();
  }
}
