package io.quipu.model.event;

import java.io.Serializable;

/**
 * The position of a record in its source.
 *
 * @param source the Kafka topic, or the file's name
 * @param partition the Kafka partition; 0 for a file
 * @param offset the Kafka offset; for a file, the number of the line, from 1
 */
public record SourcePosition(String source, int partition, long offset) implements Serializable {

  /** The position for a person to read: {@code topic-partition@offset}. */
  @Override
  public String toString() {
    return source + "-" + partition + "@" + offset;
  }
}
