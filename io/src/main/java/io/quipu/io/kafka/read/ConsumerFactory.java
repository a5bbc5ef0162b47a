package io.quipu.io.kafka.read;

import io.quipu.io.kafka.KafkaSettings;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;

/**
 * Creates the consumers of a job. Each worker reads the settings here at each start. If they were
 * part of the job, a restored job would keep the settings of its first start.
 */
public final class ConsumerFactory
    implements SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> {
  private static final long serialVersionUID = 1L;

  /** How many polls share a second's records, so that the rate is even. */
  private static final int POLLS_PER_SECOND = 10;

  private final KafkaSettings settings;
  private final int maxRecordsPerSecond;
  private final boolean commitsOnRead;

  @SuppressWarnings("serial") // A HashSet.
  private final Set<TopicPartition> known;

  /**
   * @param maxRecordsPerSecond for each reader, or 0 for no limit
   * @param commitsOnRead whether offsets are committed before the records are returned
   * @param known the partitions that the job reads from its first start
   */
  public ConsumerFactory(
      KafkaSettings settings,
      int maxRecordsPerSecond,
      boolean commitsOnRead,
      Collection<TopicPartition> known) {
    this.settings = settings;
    this.maxRecordsPerSecond = maxRecordsPerSecond;
    this.commitsOnRead = commitsOnRead;
    this.known = new HashSet<>(known);
  }

  @Override
  public Consumer<byte[], byte[]> apply(Map<String, Object> given) {
    Map<String, Object> properties = settings.clientProperties(given);
    if (maxRecordsPerSecond > 0) {
      int records = Math.max(1, maxRecordsPerSecond / POLLS_PER_SECOND);
      properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
    }
    return new PacedConsumer(properties, maxRecordsPerSecond, commitsOnRead, known);
  }
}
