package io.quipu.benchmarks.state;

import io.quipu.model.Event;
import io.quipu.model.Fingerprint;
import io.quipu.model.LocalHour;
import io.quipu.model.UniqueIn;
import io.quipu.model.UniquenessPage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pages that one customer's events leave, as {@code CheckUniqueness} fills them. */
final class Pages {

  /**
   * One page.
   *
   * @param events how many were counted in it
   * @param entries its dimension values
   * @param bytes as state has them
   * @param idBytes how many of the bytes are there for the ids of events
   */
  record Page(Fingerprint key, int events, int entries, byte[] bytes, int idBytes) {}

  private static final class Filling {
    private final UniquenessPage page = UniquenessPage.empty();
    private final UniquenessPage withoutIds = UniquenessPage.empty();
    private int events;
    private int entries;

    void add(Event event) {
      events++;
      page.addId(event.id());
      for (int i = 0; i < event.counters(); i++) {
        long counter = event.counter(i).low();
        int hour = LocalHour.code(event.localHour());
        entries += (page.add(counter, hour) & UniqueIn.MONTH) != 0 ? 1 : 0;
        withoutIds.add(counter, hour);
      }
    }

    Page page(Fingerprint key) {
      byte[] bytes = page.toBytes();
      return new Page(key, events, entries, bytes, bytes.length - withoutIds.toBytes().length);
    }
  }

  private Pages() {}

  /** One page for each statistic that counts the customer's events; all are of one month. */
  static List<Page> of(List<Event> events) {
    Map<Fingerprint, Filling> pages = new HashMap<>();
    for (Event event : events) {
      String customer = event.customer();
      if (customer != null) {
        String statistic = event.statistic().name();
        pages
            .computeIfAbsent(
                Fingerprint.ofCustomer(event.company(), statistic, customer), k -> new Filling())
            .add(event);
      }
    }
    return pages.entrySet().stream().map(one -> one.getValue().page(one.getKey())).toList();
  }
}
