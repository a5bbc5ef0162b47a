package io.quipu.transforms.unique;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.Event;
import org.jspecify.annotations.Nullable;

/** Finds the key of an event's page within its month. */
final class PageKey {
  private PageKey() {}

  /**
   * Returns the key, or null if the event needs no page: it has neither a customer to count nor an
   * id.
   *
   * @param uniqueness whether different customers are counted at all
   */
  static @Nullable Fingerprint of(Event event, boolean uniqueness) {
    String customer = event.customer();
    boolean asksUniques = uniqueness && event.statistic().uniques();
    if (customer != null && (asksUniques || event.id() != Event.NO_ID)) {
      return Fingerprint.ofCustomer(event.company(), event.statistic().name(), customer);
    }
    return event.id() == Event.NO_ID
        ? null
        : Fingerprint.ofAnonymous(event.company(), event.statistic().name(), event.id());
  }
}
