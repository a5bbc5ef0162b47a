package io.quipu.io.testing;

import io.quipu.io.kafka.KafkaSettings;
import io.quipu.testing.TestKafka;

/** How the code under test is told of the tests' Kafka. */
public final class TestSettings {
  private TestSettings() {}

  /** Settings with the file that holds the password. */
  public static KafkaSettings of(TestKafka kafka) {
    return KafkaSettings.of(kafka.bootstrapServers())
        .withPropertiesFile(kafka.propertiesFile().toString());
  }
}
