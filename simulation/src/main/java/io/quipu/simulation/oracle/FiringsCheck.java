package io.quipu.simulation.oracle;

import io.quipu.model.calendar.Resolution;
import io.quipu.simulation.world.NoteFirings.FiringKey;
import io.quipu.simulation.world.SentEvent;
import io.quipu.simulation.world.World;
import java.util.HashSet;
import java.util.Set;

/** Compares the firings of triggers with the recount. */
public final class FiringsCheck {
  private FiringsCheck() {}

  /**
   * Checks that each trigger has fired for each bucket in which its condition is true, and for no
   * other, whatever attempts were lost.
   *
   * @param sent the recount of all events that were sent
   * @throws WrongNumberException if one has not, or has too much
   */
  public static void require(World world, Recount sent) {
    Set<FiringKey> right = new HashSet<>();
    sent.buckets()
        .forEach(
            (key, numbers) -> {
              String dimension = key.counter().dimension();
              if (dimension.isEmpty()
                  && key.resolution() == Resolution.HOUR
                  && numbers.count() >= 3) {
                right.add(new FiringKey(SentEvent.BUSY.name(), key, 1));
              }
              if (dimension.equals(SentEvent.CAMPAIGN)
                  && key.resolution() == Resolution.MONTH
                  && numbers.count() >= 4
                  && numbers.uniques() >= 2) {
                right.add(new FiringKey(SentEvent.POPULAR.name(), key, 1));
              }
            });
    if (!right.equals(world.firings())) {
      throw new WrongNumberException(
          "These triggers have fired: " + world.firings() + ", and these must: " + right);
    }
  }
}
