package io.quipu.cli.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads the generated events with a JSON parser and counts what the generator claims of them. */
final class TrafficTest {
  private static final int EVENTS = 200_000;
  private static final long NOW = 1_790_000_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Recount recount = new Recount();
  private final Traffic traffic = new Traffic(7, recount);
  private final List<JsonNode> good = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Map<String, Integer> actions = new HashMap<>();
  private int broken;
  private int resent;
  private int late;

  private void generate() throws IOException {
    for (int i = 0; i < EVENTS; i++) {
      read(traffic.next(NOW));
    }
  }

  private void read(byte[] bytes) throws IOException {
    JsonNode event;
    try {
      event = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      broken++;
      return;
    }
    if (!event.has("company_id")
        || !event.get("timestamp").isNumber()
        || event.path("amount").asText().equals("much")) {
      broken++;
    } else if (!ids.add(event.get("id").asText())) {
      resent++;
    } else {
      good.add(event);
      long age = NOW - event.get("timestamp").asLong();
      assertThat(age, lessThanOrEqualTo(20L * 24 * 3600 * 1000));
      late += age > 60_000 ? 1 : 0;
      actions.merge(
          event.get("company_id").asText()
              + event.get("customer_id")
              + event.get("message_id")
              + event.get("type"),
          1,
          Integer::sum);
    }
  }

  @Test
  void trafficIsAsNastyAsItSays() throws IOException {
    generate();
    assertThat(traffic.events(), equalTo((long) EVENTS));
    assertThat(traffic.broken(), equalTo((long) broken));
    assertThat(traffic.resent(), equalTo((long) resent));
    assertThat(broken / (double) EVENTS, closeTo(0.002, 0.001));
    assertThat(resent / (double) EVENTS, closeTo(0.01, 0.002));
    assertThat(late / (double) good.size(), closeTo(0.05, 0.005));
    double repeated = 1 - actions.size() / (double) good.size();
    assertThat(repeated, both(greaterThan(0.29)).and(lessThanOrEqualTo(0.6)));
  }

  @Test
  void theRecountHasEveryGoodEventOnceByDayAndMonth() throws IOException {
    generate();
    long[] counts = new long[2];
    recount
        .tallies()
        .forEach(
            (key, tally) -> {
              if (key.campaign() == Recount.WHOLE) {
                counts[key.resolution() == io.quipu.model.calendar.Resolution.DAY ? 0 : 1] +=
                    tally.count;
              }
            });
    assertThat(counts[0], equalTo((long) good.size()));
    assertThat(counts[1], equalTo((long) good.size()));
  }

  @Test
  void equalSeedsGiveEqualEvents() {
    Traffic twin = new Traffic(7, new Recount());
    for (int i = 0; i < 1000; i++) {
      assertThat(text(twin.next(NOW)), equalTo(text(traffic.next(NOW))));
    }
  }

  private static String text(byte[] event) {
    return new String(event, StandardCharsets.UTF_8);
  }
}
