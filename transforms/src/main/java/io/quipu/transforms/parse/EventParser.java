package io.quipu.transforms.parse;

import io.quipu.model.calendar.Calendars;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.EventFields;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.Lookup;
import io.quipu.model.event.Occurrence;
import io.quipu.model.event.RawRecord;
import io.quipu.transforms.parse.cel.CelExpressions;
import io.quipu.transforms.parse.json.EventReader;
import io.quipu.transforms.parse.json.FieldNeeds;
import io.quipu.transforms.parse.json.FieldTree;
import io.quipu.transforms.parse.json.FieldValues;
import io.quipu.transforms.parse.json.Refusal;
import io.quipu.transforms.parse.json.ScalarFields;
import io.quipu.transforms.parse.json.Timestamps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a record into the events of the statistics that count it.
 *
 * <p>It is created once for a catalog, and then reads each record in one pass. Not thread-safe.
 */
public final class EventParser {
  /** The name of the stage in dead letters. */
  public static final String STAGE = "parse";

  private static final int MAX_ID = 1024;

  private final EventReader reader;
  private final DerivedValues derived;
  private final Calendars calendars;
  private final Timestamps timestamps;
  private final Map<String, List<StatisticReader>> byType = new HashMap<>();
  private final IdField company;
  private final IdField customer;
  private final IdField email;
  private final IdField type;
  private final IdField id;
  private final int timeSlot;
  private final FieldNeeds typeNeeds = new FieldNeeds();
  private final FieldNeeds emailNeeds = new FieldNeeds();
  private final FieldNeeds needs = new FieldNeeds();

  /** A field of every event and its slot; the slot is -1 if the catalog does not name the field. */
  private record IdField(int slot, String name) {
    static IdField of(@Nullable FieldPath path, FieldTree tree) {
      return path == null ? new IdField(-1, "") : new IdField(tree.slot(path), path.toString());
    }
  }

  /**
   * @throws IllegalArgumentException if the catalog was not checked: an expression does not compile
   *     or a derived value is not declared
   */
  public EventParser(Catalog catalog) {
    EventFields fields = catalog.event();
    FieldTree tree = new FieldTree();
    company = IdField.of(fields.company(), tree);
    customer = IdField.of(fields.customer(), tree);
    email = IdField.of(fields.email(), tree);
    type = IdField.of(fields.type(), tree);
    id = IdField.of(fields.id(), tree);
    timeSlot = tree.slot(fields.time());
    typeNeeds.add(fields.type());
    needs.add(fields.company());
    needs.add(fields.customer());
    emailNeeds.add(fields.email());
    needs.add(fields.id());
    needs.add(fields.time());
    timestamps = new Timestamps(fields.time().toString(), fields.timeUnit());
    calendars = new Calendars(catalog.timeZones());
    EventSchema schema = new EventSchema(catalog, new CelExpressions());
    derived = new DerivedValues(catalog.derived(), schema.cel(), tree);
    boolean properties = false;
    for (StatisticDefinition definition : catalog.definitions()) {
      StatisticReader statistic = new StatisticReader(definition, schema, tree, derived);
      for (String eventType : definition.eventTypes()) {
        byType.computeIfAbsent(eventType, absent -> new ArrayList<>()).add(statistic);
      }
      properties |= definition.propertyLimit() > 0;
    }
    reader = new EventReader(tree, properties);
  }

  /** Parses a record. It throws no exception, whatever the bytes are. */
  public ParseResult parse(RawRecord record) {
    try {
      FieldValues values = reader.read(record.payload());
      List<StatisticReader> counting = counting(values);
      if (counting.isEmpty()) {
        return new ParseResult(List.of(), null, 0, 0);
      }
      if (!values.repeated().isEmpty()) {
        refuseRepeated(values, counting);
      }
      return events(values, counting, record);
    } catch (Refusal refusal) {
      return new ParseResult(
          List.of(), new DeadLetter(STAGE, refusal.reason(), refusal.explanation(), record), 0, 0);
    }
  }

  /** Returns the statistics that count the event. */
  private List<StatisticReader> counting(FieldValues values) throws Refusal {
    typeNeeds.refuseRepeated(values.repeated());
    String eventType =
        ScalarFields.requiredId(values, type.slot(), type.name(), ScalarFields.MAX_VALUE);
    List<StatisticReader> candidates = byType.getOrDefault(eventType, List.of());
    derived.setEvent(values.expressionEvent());
    List<StatisticReader> counting = new ArrayList<>(candidates.size());
    for (StatisticReader candidate : candidates) {
      if (candidate.accepts(values)) {
        counting.add(candidate);
      }
    }
    return counting;
  }

  /** Refuses a record that has a field twice, if the statistics need that field. */
  private void refuseRepeated(FieldValues values, List<StatisticReader> counting) throws Refusal {
    needs.refuseRepeated(values.repeated());
    for (StatisticReader statistic : counting) {
      statistic.refuseRepeated(values);
    }
  }

  /** Reads the email address, which identifies a customer without an id. */
  private @Nullable String address(FieldValues values) throws Refusal {
    emailNeeds.refuseRepeated(values.repeated());
    return ScalarFields.email(values, email.slot(), email.name());
  }

  private ParseResult events(FieldValues values, List<StatisticReader> counting, RawRecord record)
      throws Refusal {
    String companyId =
        ScalarFields.requiredId(values, company.slot(), company.name(), ScalarFields.MAX_COMPANY);
    String customerId =
        ScalarFields.id(values, customer.slot(), customer.name(), ScalarFields.MAX_CUSTOMER);
    String address = customerId == null ? address(values) : null;
    String eventId = ScalarFields.id(values, id.slot(), id.name(), MAX_ID);
    long millis =
        timestamps.read(values.kind(timeSlot), values.text(timeSlot), record.streamTime());
    int localHour = calendars.of(companyId).localHour(millis);
    List<Event> events = new ArrayList<>(counting.size());
    Set<Lookup> refusing = new LinkedHashSet<>();
    int leftOut = 0;
    for (StatisticReader statistic : counting) {
      EventBuilder event =
          Event.builder(companyId, statistic.definition().statistic(), localHour)
              .customer(customerId)
              .email(address);
      if (eventId != null) {
        event.id(eventId);
      }
      leftOut += statistic.read(values, event, refusing);
      if (statistic.isStep()) {
        event.occurrence(occurrence(millis, eventId, record, statistic.conditions(values)));
      }
      events.add(event.build());
    }
    if (!refusing.isEmpty()) {
      refuseTogether(events, refusing, record);
    }
    return new ParseResult(events, null, leftOut, record.streamTime() - millis);
  }

  private static Occurrence occurrence(
      long millis, @Nullable String eventId, RawRecord record, long conditions) {
    return new Occurrence(
        millis,
        eventId == null ? Fingerprint.ofRecord(record.payload()) : Fingerprint.ofEventId(eventId),
        conditions);
  }

  /**
   * Adds every lookup that may refuse one event of a record to all its events, so that the record
   * is counted by all statistics or by none. Only the first event carries the record, so there is
   * only one dead letter.
   */
  private static void refuseTogether(List<Event> events, Set<Lookup> refusing, RawRecord record) {
    for (int i = 0; i < events.size(); i++) {
      Set<Lookup> asked = new LinkedHashSet<>(events.get(i).lookups());
      asked.addAll(refusing);
      EventBuilder event = events.get(i).toBuilder().lookups(List.copyOf(asked));
      events.set(i, event.origin(i == 0 ? record : null).build());
    }
  }
}
