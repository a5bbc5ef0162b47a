package io.quipu.io.testing;

import io.quipu.io.kafka.start.KafkaStart;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.io.kafka.start.StartOffsets;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Finds where a job starts and commits it, as a start without other checks does. */
public final class SettledStart {
  private SettledStart() {}

  /** The offsets at which each partition is read. */
  public static Map<TopicPartition, Long> of(
      KafkaStart kafka, Collection<String> topics, String group, StartFrom from)
      throws InterruptedException {
    StartOffsets offsets = kafka.find(topics, group, from);
    kafka.commit(group, offsets);
    return offsets.offsets();
  }
}
