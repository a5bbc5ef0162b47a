package io.quipu.transforms.pages;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class PortionPaceTest {
  private static final Instant NOW = Instant.parse("2026-03-10T00:00:00Z");

  private final PortionPace pace = new PortionPace();

  private static Instant after(long millis) {
    return NOW.plus(Duration.millis(millis));
  }

  @Test
  void threeQuartersOfTheTimeAreForLiveEvents() {
    assertThat("the first portion", pace.mayBegin(NOW), is(true));
    pace.ended(after(20), 20);

    assertThat(pace.mayBegin(after(79)), is(false));
    assertThat(pace.mayBegin(after(80)), is(true));
    assertThat(pace.reserve(after(20)), is(Duration.millis(60)));
  }

  @Test
  void theTimeThatTheStoreTakesCounts() {
    pace.ended(after(20), 20);
    pace.waited(100);

    assertThat(pace.mayBegin(after(479)), is(false));
    assertThat(pace.mayBegin(after(480)), is(true));
  }

  @Test
  void shardsWaitForDifferentTimes() {
    pace.ended(after(20), 20);

    assertThat(pace.reserve(after(20)), is(Duration.millis(60)));
    assertThat(pace.reserve(after(20)), is(Duration.millis(140)));
    assertThat(pace.reserve(after(20)), is(Duration.millis(220)));
    assertThat("when nobody waits any more", pace.reserve(after(300)), is(Duration.millis(1)));
  }

  @Test
  void aSlowStoreDoesNotMoveTheShardsThatWaitFarAway() {
    pace.ended(after(20), 20);
    pace.waited(1_000);

    assertThat(pace.reserve(after(20)), is(Duration.millis(4_060)));
    assertThat(pace.reserve(after(20)), is(Duration.millis(4_160)));
  }
}
