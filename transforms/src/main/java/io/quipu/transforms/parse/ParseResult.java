package io.quipu.transforms.parse;

import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of parsing a record: events, or a dead letter, or neither if no statistic counts it.
 *
 * @param events one for each statistic that counts the record
 * @param deadLetter why the record was refused; null if it was not
 * @param propertiesLeftOut how many of its fields a statistic with {@code properties} could not
 *     count, because they were too many or too long
 * @param lateMillis the time from when the event happened to when the record came; 0 without events
 */
public record ParseResult(
    List<Event> events, @Nullable DeadLetter deadLetter, int propertiesLeftOut, long lateMillis) {

  /** Returns whether no statistic counts the record, because of its type or of filters. */
  public boolean ignored() {
    return events.isEmpty() && deadLetter == null;
  }
}
