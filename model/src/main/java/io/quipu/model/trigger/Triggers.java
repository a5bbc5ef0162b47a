package io.quipu.model.trigger;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The triggers of a catalog.
 *
 * @param topic the topic of Kafka for their firings
 * @param file a file with more triggers, which is read again while a job runs; null if there is
 *     none
 * @param definitions those of the catalog itself, without those of the file
 */
public record Triggers(String topic, @Nullable String file, List<TriggerDefinition> definitions)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Triggers {
    definitions = List.copyOf(definitions);
  }
}
