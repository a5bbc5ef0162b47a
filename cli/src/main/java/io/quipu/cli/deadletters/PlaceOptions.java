package io.quipu.cli.deadletters;

import io.quipu.io.deadletters.DeadLetterTarget;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.pipeline.replay.Letters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the place of the dead letters; the same as those of the jobs. */
final class PlaceOptions {

  @Option(
      names = "--dead-letters",
      paramLabel = "PLACE",
      required = true,
      description =
          "The place of the letters: kafka:TOPIC, such as kafka:orders-dead-letters, or"
              + " files:FOLDER.")
  private String place = "";

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

  /** The place as the user gave it. */
  String place() {
    return place;
  }

  Letters letters() {
    KafkaSettings kafka = KafkaSettings.of(bootstrapServers);
    return Letters.in(
        DeadLetterTarget.parse(place, List.of()),
        kafkaProperties == null ? kafka : kafka.withPropertiesFile(kafkaProperties));
  }
}
