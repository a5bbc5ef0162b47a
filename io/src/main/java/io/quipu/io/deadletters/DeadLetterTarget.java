package io.quipu.io.deadletters;

import io.quipu.io.kafka.KafkaSettings;
import io.quipu.model.event.DeadLetter;
import java.util.Collection;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.POutput;

/** The topic or folder that a user chose for dead letters. */
public sealed interface DeadLetterTarget {

  /**
   * Prepares the place, and returns the transform that writes to it.
   *
   * @param kafka where a topic is
   * @param job the consumer group of the job whose letters they are
   * @throws io.quipu.model.failure.PermanentFailure if there is no topic and Kafka does not make
   *     it, or the folder cannot be written
   */
  PTransform<PCollection<DeadLetter>, ? extends POutput> write(KafkaSettings kafka, String job)
      throws InterruptedException;

  /**
   * @param text {@code kafka:TOPIC} or {@code files:FOLDER}
   * @param inputs the topics that the job reads
   * @throws IllegalArgumentException if it is neither, or the job would read what it writes
   */
  static DeadLetterTarget parse(String text, Collection<String> inputs) {
    String place = text.substring(text.indexOf(':') + 1);
    if (text.startsWith("kafka:") && !place.isBlank()) {
      if (inputs.contains(place)) {
        throw new IllegalArgumentException(
            "--dead-letters=" + text + " is a topic that is read; name another.");
      }
      return new Topic(place);
    }
    if (text.startsWith("files:") && !place.isBlank()) {
      return new Folder(place);
    }
    throw new IllegalArgumentException(
        "--dead-letters=" + text + " is no place; write kafka:TOPIC or files:FOLDER.");
  }

  /** A topic, which is created if it does not exist. */
  record Topic(String name) implements DeadLetterTarget {
    @Override
    public PTransform<PCollection<DeadLetter>, ? extends POutput> write(
        KafkaSettings kafka, String job) throws InterruptedException {
      DeadLetterTopic.ensure(kafka, name);
      return WriteDeadLettersToKafka.of(kafka, name, job);
    }
  }

  /** A folder on any file system that Beam knows. */
  record Folder(String path) implements DeadLetterTarget {
    @Override
    public PTransform<PCollection<DeadLetter>, PCollection<Void>> write(
        KafkaSettings kafka, String job) {
      WriteDeadLettersToFiles.check(path);
      return WriteDeadLettersToFiles.of(path);
    }
  }
}
