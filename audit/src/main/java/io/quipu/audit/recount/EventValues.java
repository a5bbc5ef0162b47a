package io.quipu.audit.recount;

import io.quipu.io.StartupException;
import io.quipu.io.lookups.LookupSource;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.event.Event;
import io.quipu.model.event.Lookup;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.hydrate.LookedUpValues;
import io.quipu.transforms.hydrate.ReferenceData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The dimension values of events, with those that are looked up now. */
final class EventValues implements AutoCloseable {
  private final LookedUpValues lookedUp;
  private final Map<String, LookupTable> tables = new HashMap<>();
  private final Map<String, ReferenceData> data = new HashMap<>();

  /** A value of a dimension. */
  record Value(String dimension, String value) {}

  private EventValues(Catalog catalog, CassandraSettings cassandra) {
    lookedUp = new LookedUpValues(catalog.hydratedDimensions());
    LookupSource source = LookupSource.filesAndCassandra(cassandra);
    for (LookupTable table : catalog.lookupTables()) {
      tables.put(table.name(), table);
      data.put(table.name(), source.of(table, lookedUp.columns(table)));
    }
  }

  static EventValues open(Catalog catalog, CassandraSettings cassandra)
      throws InterruptedException {
    EventValues values = new EventValues(catalog, cassandra);
    for (ReferenceData each : values.data.values()) {
      each.open();
    }
    return values;
  }

  /** The values of an event; empty if a lookup refuses the event. */
  Optional<List<Value>> of(Event event) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < event.size(); i++) {
      values.add(new Value(event.dimension(i), event.value(i)));
    }
    for (Lookup lookup : event.lookups()) {
      Map<String, String> row = answer(lookup);
      LookupTable table = Objects.requireNonNull(tables.get(lookup.table()));
      if (row.isEmpty() && table.missing() == LookupTable.Missing.DEAD_LETTER) {
        return Optional.empty();
      }
      lookedUp.add(
          event, lookup, row, (dimension, value) -> values.add(new Value(dimension, value)));
    }
    return Optional.of(values.stream().distinct().toList());
  }

  private Map<String, String> answer(Lookup lookup) {
    try {
      return Objects.requireNonNull(data.get(lookup.table())).find(lookup.key()).join();
    } catch (CompletionException e) {
      throw PermanentFailure.find(e)
          .orElseGet(
              () ->
                  new StartupException(
                      "The lookup '%s' cannot be answered: %s."
                          .formatted(lookup.table(), e.getCause()),
                      e));
    }
  }

  @Override
  public void close() {
    data.values().forEach(ReferenceData::close);
  }
}
