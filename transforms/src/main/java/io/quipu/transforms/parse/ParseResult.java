package io.quipu.transforms.parse;

import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one record: events, or a dead letter, or neither if no statistic counts it.
 *
 * @param events one for each statistic that counts the record
 * @param deadLetter why the record is no event; null unless it is none
 * @param propertiesLeftOut how many of its fields a statistic with {@code properties} could not
 *     count, because they were too many or too long
 * @param lateMillis from when the event happened to when it came; 0 if it is no event
 */
public record ParseResult(
    List<Event> events, @Nullable DeadLetter deadLetter, int propertiesLeftOut, long lateMillis) {

  /** Whether no statistic counts the record: a type that the catalog does not name, or a filter. */
  public boolean ignored() {
    return events.isEmpty() && deadLetter == null;
  }
}
