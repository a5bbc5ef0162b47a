package io.quipu.model.limit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AdmissionsTest {
  private static final Statistic OPENED = Statistic.of("opened");
  private static final ValueLimits LIMITS =
      new ValueLimits(Map.of("opened", Map.of("url", 300, "tag", 2)));

  private final Map<Fingerprint, byte[]> stored = new HashMap<>();

  /** Compares with a set of the first values, over many batches. */
  @Property(tries = 20)
  void theFirstValuesAreAdmittedInWhateverBatches(@ForAll long seed) {
    stored.clear();
    Random random = new Random(seed);
    Map<String, Set<String>> admitted = new HashMap<>();
    for (int batch = 0; batch < 60; batch++) {
      Admissions admissions = new Admissions(LIMITS, stored::get);
      for (int i = random.nextInt(30); i > 0; i--) {
        Event event = event(random);
        BitSet expected = new BitSet();
        for (int j = 0; j < event.size(); j++) {
          Set<String> first =
              admitted.computeIfAbsent(event.dimension(j), key -> new LinkedHashSet<>());
          int limit = LIMITS.of("opened", event.dimension(j));
          if (limit > 0 && first.size() < limit) {
            first.add(event.value(j));
          }
          expected.set(j, limit > 0 && !first.contains(event.value(j)));
        }
        assertThat(admissions.beyond(event), is(expected));
        Set<Fingerprint> keys = new HashSet<>();
        Admissions.addKeys(LIMITS, event, keys);
        assertThat(keys.size(), lessThanOrEqualTo(2 * event.size()));
      }
      stored.putAll(admissions.changedPages());
    }
  }

  @Test
  void theValueOfOthersTakesNoPlace() {
    Admissions admissions = new Admissions(LIMITS, stored::get);

    assertThat(admissions.beyond(tags("(other)")).isEmpty(), is(true));
    assertThat(admissions.beyond(tags("a")).isEmpty(), is(true));
    assertThat(admissions.beyond(tags("b")).isEmpty(), is(true));
    assertThat(admissions.beyond(tags("c")).cardinality(), is(1));
  }

  @Test
  void anEventCountsOnceForAllItsValuesBeyondTheLimit() {
    Admissions admissions = new Admissions(LIMITS, stored::get);
    Event event = tags("a", "b", "c", "d");

    Event decided = event.replacing(admissions.beyond(event), ValueLimits.OTHER);

    assertThat(decided, is(tags("a", "b", "(other)")));
    assertThat("the event itself stays", event, is(tags("a", "b", "c", "d")));
  }

  @Test
  void aLowerLimitKeepsWhatWasAdmittedAndAHigherOneAdmitsMore() {
    Admissions before = new Admissions(LIMITS, stored::get);
    assertThat(before.beyond(tags("a", "b", "c")).cardinality(), is(1));
    stored.putAll(before.changedPages());

    Admissions lower = new Admissions(limit(1), stored::get);
    assertThat(lower.beyond(tags("a", "b", "c")).cardinality(), is(1));
    assertThat(lower.changedPages(), is(Map.of()));

    Admissions higher = new Admissions(limit(3), stored::get);
    assertThat(higher.beyond(tags("c", "d")).cardinality(), is(1));
  }

  @Test
  void theFormatOfAPageStays() {
    AdmittedValues page = AdmittedValues.empty();
    page.add(2);
    page.add(-1);
    page.setTotal(300);
    String golden = "01" + "ac02" + "02" + "ffffffffffffffff" + "0000000000000002";

    assertThat(HexFormat.of().formatHex(page.toBytes()), is(golden));
    AdmittedValues read = AdmittedValues.fromBytes(HexFormat.of().parseHex(golden));
    assertThat(read.total(), is(300));
    assertThat(read.contains(-1), is(true));
    assertThat(read.contains(1), is(false));
  }

  private static ValueLimits limit(int tags) {
    return new ValueLimits(Map.of("opened", Map.of("tag", tags)));
  }

  private static Event event(Random random) {
    EventBuilder event = Event.builder("shop", OPENED, LocalHour.of(24_322, 1, 0, 0));
    event.value("url", "u" + random.nextInt(1000));
    event.value("free", "f" + random.nextInt(1000));
    for (int i = random.nextInt(3); i > 0; i--) {
      event.value("tag", "t" + random.nextInt(5));
    }
    return event.build();
  }

  private static Event tags(String... tags) {
    EventBuilder event = Event.builder("shop", OPENED, LocalHour.of(24_322, 1, 0, 0));
    for (String tag : tags) {
      event.value("tag", tag);
    }
    return event.build();
  }
}
