package io.quipu.audit.recount;

import io.quipu.io.StartupException;
import io.quipu.io.lookups.LookupSource;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.event.Event;
import io.quipu.model.event.Lookup;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.hydrate.ReferenceData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** The dimension values of events, with those that are looked up now. */
final class EventValues implements AutoCloseable {
  /** The job leaves out longer ones, too. */
  private static final int MAX_VALUE_BYTES = 2048;

  private final List<HydratedDimension> dimensions;
  private final Map<String, LookupTable> tables = new HashMap<>();
  private final Map<String, ReferenceData> data = new HashMap<>();

  /** A value of a dimension. */
  record Value(String dimension, String value) {}

  private EventValues(Catalog catalog, CassandraSettings cassandra) {
    dimensions = catalog.hydratedDimensions();
    LookupSource source = LookupSource.filesAndCassandra(cassandra);
    for (LookupTable table : catalog.lookupTables()) {
      tables.put(table.name(), table);
      data.put(table.name(), source.of(table, columns(table)));
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

  private List<String> columns(LookupTable table) {
    return Stream.concat(
            table.keyColumns().stream(),
            dimensions.stream()
                .filter(dimension -> dimension.table().equals(table.name()))
                .map(HydratedDimension::column))
        .distinct()
        .toList();
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
      addLookedUp(event, lookup, row, values);
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

  private void addLookedUp(
      Event event, Lookup lookup, Map<String, String> row, List<Value> values) {
    for (HydratedDimension dimension : dimensions) {
      if (dimension.table().equals(lookup.table())
          && dimension.statistic().equals(event.statistic().name())) {
        String value = row.get(dimension.column());
        if (value != null
            && !value.isEmpty()
            && value.getBytes(StandardCharsets.UTF_8).length <= MAX_VALUE_BYTES) {
          values.add(new Value(dimension.dimension(), value));
        }
      }
    }
  }

  @Override
  public void close() {
    data.values().forEach(ReferenceData::close);
  }
}
