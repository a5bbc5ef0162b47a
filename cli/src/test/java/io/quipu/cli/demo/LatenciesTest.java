package io.quipu.cli.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Tests the latencies that the demo shows while they fall after the start. */
class LatenciesTest {
  private static final long BEGIN = 1_000_000;
  private static final long EVERY = 250;

  private final Latencies latencies = new Latencies();
  private long warmAfter = -1;

  /** Events every quarter of a second, for a while after the traffic began. */
  private void run(long millis, LongUnaryOperator latency) {
    latencies.begin(BEGIN);
    for (long at = 0; at < millis; at += EVERY) {
      long took = latency.applyAsLong(at);
      latencies.add(BEGIN + at, BEGIN + at + took);
      if (warmAfter < 0 && !latencies.isWarmingUp()) {
        warmAfter = at + took;
      }
    }
  }

  @Test
  void whatTheStartTookIsForgottenOnceTheJobIsFast() {
    // From forty seconds to one in forty seconds.
    run(60_000, at -> Math.max(1_000, 40_000 - at));

    assertThat(warmAfter, lessThanOrEqualTo(46_000L));
    assertThat(latencies.percentile(99), equalTo(1_000L));
    assertThat(latencies.percentile(50), equalTo(1_000L));
  }

  /** A job that is fast while little comes may be slow when all of it comes. */
  @Test
  void itIsNotWarmBeforeTheTrafficHasItsPace() {
    run(29_000, at -> 500);

    assertThat(latencies.isWarmingUp(), is(true));
  }

  @Test
  void aSlowMachineIsShownAsItIsAfterAWhile() {
    run(60_000, at -> 5_000);

    assertThat(warmAfter, equalTo(50_000L));
    assertThat(latencies.percentile(50), equalTo(5_000L));
  }

  @Test
  void meanwhileTheLatestIsKnown() {
    run(5_000, at -> 9_000 - at);

    assertThat(latencies.isWarmingUp(), is(true));
    assertThat(latencies.latest(), equalTo(Optional.of(9_000L - 4_750)));
  }

  @Test
  void whatWasBeforeTheTrafficIsForgotten() {
    latencies.add(BEGIN - 20_000, BEGIN - 1);
    latencies.begin(BEGIN);

    assertThat(latencies.isEmpty(), is(true));
    assertThat(latencies.latest(), equalTo(Optional.empty()));
  }

  @Test
  void trafficComesToItsPaceInAWhile() {
    assertThat(TrafficSender.fullSeconds(0), equalTo(0.0));
    assertThat(TrafficSender.fullSeconds(15), equalTo(3.75));
    assertThat(TrafficSender.fullSeconds(30), equalTo(15.0));
    assertThat(TrafficSender.fullSeconds(31), equalTo(16.0));
  }

  @Test
  void aHiccupOfARunningJobIsShown() {
    run(60_000, at -> at == 50_000 ? 7_000 : 800);

    assertThat(latencies.percentile(50), equalTo(800L));
    assertThat(latencies.percentile(100), equalTo(7_000L));
  }
}
