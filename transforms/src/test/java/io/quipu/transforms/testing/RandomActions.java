package io.quipu.transforms.testing;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Random actions of few customers with few values, so that much repeats, at times around clock
 * changes and ends of months.
 */
public final class RandomActions {
  /** Each company has its zone. */
  public static final TimeZones ZONES =
      TimeZones.of(
          ZoneOffset.UTC,
          Map.of(
              "london", ZoneId.of("Europe/London"),
              "howe", ZoneId.of("Australia/Lord_Howe"),
              "johns", ZoneId.of("America/St_Johns"),
              "paulo", ZoneId.of("America/Sao_Paulo"),
              "kathmandu", ZoneId.of("Asia/Kathmandu")));

  private static final List<Statistic> STATISTICS =
      List.of(
          Statistic.of("opened", Set.of(Resolution.values()), true, List.of()),
          Statistic.of(
              "ordered",
              Set.of(Resolution.values()),
              true,
              List.of(Sum.of("revenue", 2), Sum.of("items", 0))),
          Statistic.of("visited", Set.of(Resolution.DAY, Resolution.MONTH), false, List.of()));

  private static final List<String> COMPANIES =
      List.of("default", "london", "howe", "johns", "paulo", "kathmandu");

  private static final List<Instant> MOMENTS =
      List.of(
          Instant.parse("2026-10-25T01:00:00Z"), // London's clock goes back
          Instant.parse("2026-04-04T15:00:00Z"), // Lord Howe's, by half an hour
          Instant.parse("2009-11-01T02:31:00Z"), // St. John's, into the month before
          Instant.parse("2018-11-04T03:00:00Z"), // Sao Paulo skips midnight
          Instant.parse("2024-02-29T12:00:00Z"),
          Instant.parse("2026-12-31T22:00:00Z"));

  private final Random random;
  private int ids;

  public RandomActions(long seed) {
    random = new Random(seed);
  }

  /** Some actions, in no order; about one in ten of those with an id is a duplicate. */
  public List<Action> actions(int count) {
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Action action = action();
      actions.add(action);
      while (action.id() != null && random.nextInt(10) == 0) {
        actions.add(action);
      }
    }
    Collections.shuffle(actions, random);
    return actions;
  }

  private Action action() {
    Statistic statistic = STATISTICS.get(random.nextInt(STATISTICS.size()));
    List<Long> amounts = new ArrayList<>();
    for (int i = 0; i < statistic.sums().size(); i++) {
      amounts.add(random.nextInt(20) == 0 ? random.nextLong() : random.nextInt(10_000) - 2000L);
    }
    return new Action(
        COMPANIES.get(random.nextInt(COMPANIES.size())),
        statistic,
        customer(),
        random.nextInt(3) == 0 ? null : "id-" + ids++,
        time(),
        values(),
        amounts);
  }

  private @Nullable String customer() {
    return random.nextInt(8) == 0 ? null : "customer" + random.nextInt(4);
  }

  private List<Action.Value> values() {
    Set<Action.Value> values = new LinkedHashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.add(new Action.Value("dimension" + random.nextInt(2), "😀" + random.nextInt(3)));
    }
    return List.copyOf(values);
  }

  private Instant time() {
    Instant moment = MOMENTS.get(random.nextInt(MOMENTS.size()));
    return moment.plus(Duration.ofMinutes(random.nextInt(600) - 300));
  }
}
