package io.quipu.cli.deadletters;

import io.quipu.cli.KafkaOptions;
import io.quipu.io.deadletters.DeadLetterTarget;
import io.quipu.pipeline.replay.Letters;
import java.util.List;
import picocli.CommandLine.Mixin;
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

  @Mixin private KafkaOptions kafka;

  /** The place as the user gave it. */
  String place() {
    return place;
  }

  Letters letters() {
    return Letters.in(DeadLetterTarget.parse(place, List.of()), kafka.settings());
  }
}
