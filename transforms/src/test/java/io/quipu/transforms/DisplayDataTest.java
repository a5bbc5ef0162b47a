package io.quipu.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.is;

import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.limit.ValueLimits;
import io.quipu.testing.Displayed;
import io.quipu.testing.Hydrating;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.fanout.FanOut;
import io.quipu.transforms.hydrate.HydrateEvents;
import io.quipu.transforms.hydrate.ReferenceData;
import io.quipu.transforms.limit.LimitValues;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.RandomActions;
import io.quipu.transforms.totals.AccumulateTotals;
import io.quipu.transforms.totals.RollUp;
import io.quipu.transforms.unique.CheckUniqueness;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class DisplayDataTest {
  private static final PageSpill SPILL =
      PageSpill.to(new PagesInMemory(), YearMonth.of(2026, 11), 7);
  private static final Map<String, Object> SPILL_ITEMS =
      Map.of(
          "spill/store",
          PagesInMemory.class.getName(),
          "spill/bootstrapBefore",
          "2026-11",
          "spill/incarnation",
          7L);

  @Test
  void ofCheckUniqueness() {
    Map<String, Object> shown =
        Displayed.of(
            CheckUniqueness.create()
                .withRetention(Duration.standardDays(3))
                .withShards(9)
                .withSpill(SPILL)
                .withShardPlacement(shard -> 1));

    SPILL_ITEMS.forEach((name, value) -> assertThat(shown, hasEntry(name, value)));
    assertThat(shown, hasEntry("expiry/retention", Duration.standardDays(3).getMillis()));
    assertThat(shown, hasEntry("expiry/shards", 9L));
    assertThat(shown, hasEntry("uniqueness", true));
    assertThat(shown, hasEntry("keyAffinity", false));
    assertThat(shown.containsKey("shardPlacement"), is(true));
    assertThat(shown.size(), is(8));
  }

  @Test
  void ofLimitValues() {
    Map<String, Object> shown =
        Displayed.of(
            LimitValues.of(new ValueLimits(Map.of("s", Map.of("d", 5))))
                .withRetention(Duration.standardDays(3))
                .withShards(9)
                .withSpill(SPILL)
                .withShardPlacement(shard -> 1));

    SPILL_ITEMS.forEach((name, value) -> assertThat(shown, hasEntry(name, value)));
    assertThat(shown, hasEntry("expiry/retention", Duration.standardDays(3).getMillis()));
    assertThat(shown, hasEntry("limits", "ValueLimits[byStatistic={s={d=5}}]"));
    assertThat(shown.size(), is(8));
  }

  @Test
  void ofFanOut() {
    assertThat(
        Displayed.of(FanOut.create().withShards(9).byCustomer()),
        is(Map.of("shards", 9L, "byCustomer", true)));
  }

  @Test
  void ofCombineInFixedWindows() {
    assertThat(
        Displayed.of(CombineInFixedWindows.of(Duration.millis(700)).withKeyAffinity(true)),
        is(Map.of("size", 700L, "longestWait", 8000L, "keyAffinity", true)));
  }

  @Test
  void ofAccumulateTotals() {
    assertThat(
        Displayed.of(AccumulateTotals.of(RandomActions.ZONES)),
        is(Map.of("timeZone", "UTC", "keyAffinity", false, "hasJournal", false)));

    Map<String, Object> shown =
        Displayed.of(
            AccumulateTotals.of(RandomActions.ZONES)
                .withStoredTotals(new NoTotals(), SPILL, Duration.standardDays(3), 9));
    SPILL_ITEMS.forEach((name, value) -> assertThat(shown, hasEntry(name, value)));
    assertThat(shown, hasEntry("expiry/retention", Duration.standardDays(3).getMillis()));
    assertThat(shown, hasEntry("expiry/shards", 9L));
    assertThat(shown, hasEntry("storedTotals", NoTotals.class.getName()));
  }

  @Test
  void ofRollUp() {
    assertThat(Displayed.of(RollUp.of(RandomActions.ZONES)), is(Map.of("timeZone", "UTC")));
  }

  @Test
  void ofHydrateEvents() {
    LookupTable table =
        Hydrating.table("messages", new ReferenceSource.CassandraTable("k", "t"), "message")
            .setCacheSize(5)
            .build();
    ReferenceData.Source source = new NoData();

    assertThat(
        Displayed.of(HydrateEvents.of(List.of(table), List.of(), source)),
        is(
            Map.of(
                "referenceData", NoData.class.getName(),
                "lookup.messages.cacheSize", 5L,
                "lookup.messages.expiry", 600_000L)));
  }

  private static final class NoData implements ReferenceData.Source {
    private static final long serialVersionUID = 1L;

    @Override
    public ReferenceData of(LookupTable table, List<String> columns) {
      throw new AssertionError("No pipeline runs.");
    }
  }
}
