package io.quipu.model.event;

import java.io.Serializable;

/**
 * Where a record stands in its source.
 *
 * @param source the Kafka topic, or the file's name
 * @param partition the Kafka partition; 0 for a file
 * @param offset the Kafka offset; for a file, the number of the line, from 1
 */
public record SourcePosition(String source, int partition, long offset) implements Serializable {

  /** For a person: {@code topic-partition@offset}. */
  @Override
  public String toString() {
    return source + "-" + partition + "@" + offset;
  }
}
