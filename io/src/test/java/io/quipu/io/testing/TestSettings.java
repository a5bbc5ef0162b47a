package io.quipu.io.testing;

import io.quipu.io.kafka.KafkaSettings;
import io.quipu.testing.TestKafka;

/** Settings of the tests' Kafka, for the code under test. */
public final class TestSettings {
  private TestSettings() {}

  /** Settings with the file that holds the password. */
  public static KafkaSettings of(TestKafka kafka) {
    return KafkaSettings.of(kafka.bootstrapServers())
        .withPropertiesFile(kafka.propertiesFile().toString());
  }
}
