package io.quipu.localstack;

import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.localstack.kafka.RunningKafka;

/**
 * A Kafka broker and a Cassandra node that are up. Closing stops both.
 *
 * @param kafka the broker
 * @param cassandra the node
 */
public record RunningStack(RunningKafka kafka, RunningCassandra cassandra)
    implements AutoCloseable {
  @Override
  public void close() {
    try (cassandra) {
      kafka.close();
    }
  }
}
