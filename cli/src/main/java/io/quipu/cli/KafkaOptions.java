package io.quipu.cli;

import io.quipu.io.kafka.KafkaSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for a connection to Kafka; the same as those of the jobs. */
public final class KafkaOptions {
  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9092",
      description = "The addresses of Kafka, separated by commas (default ${DEFAULT-VALUE}).")
  private String bootstrapServers = "";

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description = "A file of Kafka client properties, such as security settings.")
  private @Nullable String kafkaProperties;

  /** The settings of the connection. */
  public KafkaSettings settings() {
    KafkaSettings kafka = KafkaSettings.of(bootstrapServers);
    return kafkaProperties == null ? kafka : kafka.withPropertiesFile(kafkaProperties);
  }
}
