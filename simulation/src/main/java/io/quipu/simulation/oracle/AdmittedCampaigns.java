package io.quipu.simulation.oracle;

import io.quipu.model.calendar.Resolution;
import io.quipu.simulation.oracle.Recount.Numbers;
import io.quipu.simulation.world.SentEvent;
import io.quipu.simulation.world.SimulatedCassandra.CountKey;
import io.quipu.simulation.world.SimulatedTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The campaigns that the job has admitted, as its rows show them. Which ones they are depends on
 * the order of events; all else does not.
 */
final class AdmittedCampaigns {
  private static final String OTHER = "(other)";

  private final Map<Month, Set<String>> stored = new HashMap<>();

  private record Month(String company, long start) {}

  /** Reads the rows of months. */
  AdmittedCampaigns(SimulatedTable<CountKey> table) {
    for (CountKey key : table.keys()) {
      if (key.resolution() == Resolution.MONTH
          && key.counter().dimension().equals(SentEvent.CAMPAIGN)
          && !table.read(key).isEmpty()) {
        stored
            .computeIfAbsent(
                new Month(key.counter().company(), key.start()), any -> new HashSet<>())
            .add(key.counter().value());
      }
    }
  }

  /**
   * What all rows must be.
   *
   * @param sent the recount of all events by their own campaigns
   * @throws WrongNumberException if a month has more campaigns than the limit, or fewer and others
   */
  Map<CountKey, Numbers> expected(Recount sent) {
    stored.forEach(
        (month, campaigns) -> {
          int own = campaigns.size() - (campaigns.contains(OTHER) ? 1 : 0);
          if (own > SentEvent.MOST_CAMPAIGNS
              || (own < SentEvent.MOST_CAMPAIGNS && campaigns.contains(OTHER))) {
            throw new WrongNumberException(
                "%s has the campaigns %s, and the limit is %d."
                    .formatted(month, campaigns, SentEvent.MOST_CAMPAIGNS));
          }
        });
    return sent.of(this::decided).buckets();
  }

  private SentEvent decided(SentEvent event) {
    Month month =
        new Month(
            event.company(),
            Recount.start(event.time(), Resolution.MONTH, Recount.zone(event)).toEpochMilli());
    Set<String> campaigns = stored.getOrDefault(month, Set.of());
    return campaigns.contains(event.campaign()) ? event : event.withCampaign(OTHER);
  }
}
