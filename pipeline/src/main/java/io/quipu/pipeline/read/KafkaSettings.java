package io.quipu.pipeline.read;

import com.google.auto.value.AutoValue;
import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Where Kafka is and how to speak to it. Security settings stay in the file that names them: it is
 * read by whoever connects, on his own machine, so no secret travels in a job or shows in its
 * options.
 */
@AutoValue
public abstract class KafkaSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** {@code host:port}, separated by commas. */
  public abstract String bootstrapServers();

  /** The path of a file of Kafka client properties, the same on every worker. */
  public abstract Optional<String> propertiesFile();

  public static KafkaSettings of(String bootstrapServers) {
    return new AutoValue_KafkaSettings(bootstrapServers, Optional.empty());
  }

  /** Adds the client properties of a file, such as security settings. They win over ours. */
  public KafkaSettings withPropertiesFile(String path) {
    return new AutoValue_KafkaSettings(bootstrapServers(), Optional.of(path));
  }

  /**
   * The client's properties: those given, our own addresses, then those of the file.
   *
   * @throws UncheckedIOException if the file cannot be read
   */
  public Map<String, Object> clientProperties(Map<String, ?> given) {
    Map<String, Object> properties = new HashMap<>(given);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    propertiesFile().ifPresent(path -> properties.putAll(read(path)));
    return properties;
  }

  private static Map<String, Object> read(String path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(path), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The file of Kafka properties '" + path + "' cannot be read; check its path and rights.",
          e);
    }
    Map<String, Object> map = new HashMap<>();
    properties.forEach((key, value) -> map.put((String) key, value));
    return map;
  }
}
