package io.quipu.localstack.kafka;

import java.nio.file.Path;
import java.time.Duration;

/** A main class that starts an attached broker, prints its process id and waits to be killed. */
final class KafkaParent {
  private KafkaParent() {}

  public static void main(String[] args) throws InterruptedException {
    RunningKafka kafka = LocalKafka.in(Path.of(args[0])).start().awaitReady(Duration.ofMinutes(3));
    System.out.println(kafka.pid());
    Thread.currentThread().join();
  }
}
