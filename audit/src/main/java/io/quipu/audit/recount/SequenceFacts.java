package io.quipu.audit.recount;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.event.Event;
import io.quipu.model.event.Occurrence;
import io.quipu.model.sequence.CombinedValues;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.StepCondition;
import io.quipu.model.sequence.StepMatcher;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The events that are steps of sequences, in tables of DuckDB. Used in one thread. */
final class SequenceFacts implements AutoCloseable {
  private final List<SequenceDefinition> sequences;
  private final TimeZones zones;
  private final DuckDBAppender events;
  private final DuckDBAppender steps;
  private final DuckDBAppender values;
  private final Map<String, Long> numbers = new HashMap<>();

  SequenceFacts(DuckDBConnection db, List<SequenceDefinition> sequences, TimeZones zones)
      throws SQLException {
    this.sequences = sequences;
    this.zones = zones;
    try (Statement statement = db.createStatement()) {
      statement.execute(
          "CREATE TABLE step_events (id BIGINT, company VARCHAR, statistic VARCHAR, customer"
              + " VARCHAR, event_id BIGINT, counted BOOLEAN, month_number INTEGER, time BIGINT,"
              + " identity BIGINT, local_day BIGINT, hour BIGINT, day BIGINT, month BIGINT)");
      statement.execute(
          "CREATE TABLE steps (id BIGINT, sequence INTEGER, kind INTEGER, value BIGINT)");
      // A value as it is, and in quotes for a JSON array. The number 0 is no value.
      statement.execute("CREATE TABLE step_values (value BIGINT, plain VARCHAR, quoted VARCHAR)");
    }
    events = db.createAppender("step_events");
    steps = db.createAppender("steps");
    values = db.createAppender("step_values");
  }

  /**
   * Adds the steps that an event is.
   *
   * @param id the number of the event among all
   * @param customer who acted; null if nobody is known
   * @param found the values of all dimensions of the event
   */
  void add(
      long id,
      Event event,
      @Nullable String customer,
      List<EventValues.Value> found,
      boolean counted,
      BucketCalendar calendar)
      throws SQLException {
    Occurrence occurrence = event.occurrence();
    if (occurrence == null || customer == null) {
      return;
    }
    boolean isStep = false;
    for (int i = 0; i < sequences.size(); i++) {
      List<StepCondition> conditions = sequences.get(i).conditions();
      for (int kind = 0; kind < conditions.size(); kind++) {
        if (matches(event, occurrence, found, conditions.get(kind))) {
          isStep = true;
          addSteps(id, i, kind, found);
        }
      }
    }
    if (isStep) {
      addEvent(id, event, occurrence, customer, counted, calendar);
    }
  }

  private boolean matches(
      Event event, Occurrence occurrence, List<EventValues.Value> found, StepCondition condition) {
    String statistic = event.statistic().name();
    if (!condition.statistic().equals(statistic)) {
      return false;
    }
    String where = condition.where();
    if (where != null) {
      int bit = StepMatcher.expressions(statistic, sequences).indexOf(where);
      if ((occurrence.conditions() >> bit & 1) == 0) {
        return false;
      }
    }
    for (Map.Entry<String, Set<String>> wanted : condition.values().entrySet()) {
      if (found.stream()
          .noneMatch(
              value ->
                  value.dimension().equals(wanted.getKey())
                      && wanted.getValue().contains(value.value()))) {
        return false;
      }
    }
    return true;
  }

  private void addSteps(long id, int sequence, int kind, List<EventValues.Value> found)
      throws SQLException {
    SequenceDefinition definition = sequences.get(sequence);
    String carry = kind < definition.steps().size() ? definition.steps().get(kind).carry() : null;
    Set<String> wanted =
        carry == null ? null : definition.conditions().get(kind).values().get(carry);
    boolean carries = false;
    for (EventValues.Value value : found) {
      if (value.dimension().equals(carry) && (wanted == null || wanted.contains(value.value()))) {
        addStep(id, sequence, kind, number(value.value()));
        carries = true;
      }
    }
    if (!carries) {
      addStep(id, sequence, kind, 0);
    }
  }

  private void addStep(long id, int sequence, int kind, long value) throws SQLException {
    steps.beginRow();
    steps.append(id);
    steps.append(sequence);
    steps.append(kind);
    steps.append(value);
    steps.endRow();
  }

  private long number(String value) throws SQLException {
    Long known = numbers.get(value);
    if (known != null) {
      return known;
    }
    long number = numbers.size() + 1L;
    numbers.put(value, number);
    String pair = CombinedValues.value(List.of(value, ""));
    values.beginRow();
    values.append(number);
    values.append(value);
    values.append(pair.substring(1, pair.length() - ",\"\"]".length()));
    values.endRow();
    return number;
  }

  private void addEvent(
      long id,
      Event event,
      Occurrence occurrence,
      String customer,
      boolean counted,
      BucketCalendar calendar)
      throws SQLException {
    int month = LocalHour.month(event.localHour());
    int code = LocalHour.code(event.localHour());
    events.beginRow();
    events.append(id);
    events.append(event.company());
    events.append(event.statistic().name());
    events.append(customer);
    events.append(event.id() == Event.NO_ID ? null : (Long) event.id());
    events.append(counted);
    events.append(month);
    events.append(occurrence.time());
    events.append(occurrence.identity());
    events.append(
        LocalDate.ofInstant(Instant.ofEpochMilli(occurrence.time()), zones.of(event.company()))
            .toEpochDay());
    events.append(calendar.hourStart(month, code));
    events.append(calendar.dayStart(month, LocalHour.day(code)));
    events.append(calendar.monthStart(month));
    events.endRow();
  }

  void flush() throws SQLException {
    events.flush();
    steps.flush();
    values.flush();
  }

  @Override
  public void close() throws SQLException {
    try (events;
        steps;
        values) {
      // Each is closed, also if another one fails.
    }
  }
}
