package io.quipu.pipeline.replay;

import io.quipu.io.kafka.KafkaSettings;
import java.util.HashMap;
import java.util.Map;

/**
 * The dead letters in a Kafka topic. A replay sends their records to the topics that they came
 * from.
 */
final class TopicLetters implements Letters {
  private static final long TELL_EVERY = 10_000;

  private final KafkaSettings kafka;
  private final String topic;

  TopicLetters(KafkaSettings kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
  }

  @Override
  public void forEach(Visitor visitor) throws InterruptedException {
    try (TopicScan scan = new TopicScan(kafka, topic)) {
      scan.forEach((letter, partition, replayed) -> visitor.letter(letter, replayed));
    }
  }

  @Override
  public boolean canReplay(Letter letter) {
    return letter.partition() != null;
  }

  @Override
  public Map<String, Long> replay(ReplayOrder order) throws InterruptedException {
    // The producer comes first, because it fences other replays of this topic.
    try (ReplayProducer producer = new ReplayProducer(kafka, topic, order);
        TopicScan scan = new TopicScan(kafka, topic)) {
      long[] found = {0};
      scan.forEach(
          (letter, partition, replayed) -> {
            if (!replayed && canReplay(letter) && order.wanted().test(letter)) {
              producer.requireTopic(letter);
              found[0]++;
            }
          });
      order.requireConfirmed(found[0]);
      Map<String, Long> sent = new HashMap<>();
      long[] all = {0};
      scan.forEach(
          (letter, partition, replayed) -> {
            if (!replayed && canReplay(letter) && order.wanted().test(letter)) {
              producer.send(letter, partition);
              sent.merge(letter.origin(), 1L, Long::sum);
              if (++all[0] % TELL_EVERY == 0) {
                order.progress().accept("%,d records ...".formatted(all[0]));
              }
            }
          });
      producer.finish();
      return sent;
    }
  }
}
