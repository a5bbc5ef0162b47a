package io.quipu.benchmarks.state;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.Event;
import io.quipu.model.event.UniqueIn;
import io.quipu.model.state.UniquenessPage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The uniqueness page of a customer for one month and statistic, filled as the job fills it. */
final class CustomerPage {
  private final Fingerprint key;
  private final UniquenessPage page = UniquenessPage.empty();
  private final UniquenessPage withoutIds = UniquenessPage.empty();
  private int events;
  private int entries;

  private CustomerPage(Fingerprint key) {
    this.key = key;
  }

  /**
   * Builds one page for each statistic that counts the customer's events; all events are in one
   * month.
   */
  static Collection<CustomerPage> of(List<Event> events) {
    Map<Fingerprint, CustomerPage> pages = new HashMap<>();
    for (Event event : events) {
      String customer = event.customer();
      if (customer != null) {
        String statistic = event.statistic().name();
        Fingerprint key = Fingerprint.ofCustomer(event.company(), statistic, customer);
        pages.computeIfAbsent(key, CustomerPage::new).add(event);
      }
    }
    return pages.values();
  }

  private void add(Event event) {
    events++;
    page.addId(event.id());
    int hour = LocalHour.code(event.localHour());
    for (int i = 0; i < event.counters(); i++) {
      long counter = event.counter(i).low();
      if ((page.add(counter, hour) & UniqueIn.MONTH) != 0) {
        entries++;
      }
      withoutIds.add(counter, hour);
    }
  }

  Fingerprint key() {
    return key;
  }

  /** The number of events counted in the page. */
  int events() {
    return events;
  }

  /** The number of dimension values in the page. */
  int entries() {
    return entries;
  }

  /** The page in the format of the job's state. */
  byte[] toBytes() {
    return page.toBytes();
  }

  /** The length of the page in bytes if events had no ids. */
  int bytesWithoutIds() {
    return withoutIds.toBytes().length;
  }
}
