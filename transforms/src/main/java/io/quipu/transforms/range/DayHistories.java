package io.quipu.transforms.range;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.range.CustomerDays;
import io.quipu.model.range.GapChanges;
import io.quipu.model.range.Period;
import io.quipu.model.range.Visit;
import io.quipu.model.range.VisitBatch;
import io.quipu.transforms.history.Histories;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds visits to the days of customers, and finds out what changes. */
final class DayHistories implements Histories<VisitBatch> {
  private final Map<Fingerprint, List<Visit>> visits = new LinkedHashMap<>();

  @Override
  public void collect(VisitBatch batch) {
    for (Visit visit : batch.visits()) {
      visits.computeIfAbsent(visit.page(), key -> new ArrayList<>()).add(visit);
    }
  }

  @Override
  public Set<Fingerprint> keys() {
    return visits.keySet();
  }

  @Override
  public long add(int month, Store store, Changes changes) {
    Period period = Period.ofMonth(month);
    long added = 0;
    for (Map.Entry<Fingerprint, List<Visit>> customer : visits.entrySet()) {
      byte[] stored = store.read(customer.getKey());
      CustomerDays page = stored == null ? CustomerDays.empty() : CustomerDays.fromBytes(stored);
      long before = added;
      for (Visit visit : customer.getValue()) {
        added += GapChanges.add(visit, period, page, changes::add) ? 1 : 0;
      }
      if (added > before) {
        store.write(customer.getKey(), page.toBytes());
      }
    }
    visits.clear();
    return added;
  }
}
