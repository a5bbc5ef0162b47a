package io.quipu.benchmarks.latency;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

class ProbesTest {
  private final Probes probes = new Probes(2);

  @Test
  void measuresFromTheAppendToTheAnswerWithTheEvent() {
    probes.measureFrom(0);
    probes.appended(0, 1000);
    probes.appended(0, 1100);
    probes.appended(1, 1200);

    probes.seen(0, 1, 1_290_000, 1_300_000);
    probes.seen(0, 2, 1_390_000, 1_400_000);
    probes.seen(1, 1, 1_390_000, 1_400_000);

    assertThat(probes.latencies().getTotalCount(), is(3L));
    assertThat(millisAt(0), closeTo(200, 1));
    assertThat(millisAt(50), closeTo(300, 1));
    assertThat(probes.latencies().getMean() / 1e3, closeTo((300 + 300 + 200) / 3.0, 1));
    assertThat(probes.doubts().getMean() / 1e3, closeTo(10, 0.1));
    assertThat(probes.unread(), is(0L));
  }

  @Test
  void allEventsOfAStallAreSlow() {
    probes.measureFrom(0);
    // Ten events in one second, then nothing is read for ten seconds.
    for (int i = 0; i < 10; i++) {
      probes.appended(0, 1000 + 100 * i);
    }
    probes.seen(0, 10, 11_000_000, 12_000_000);

    assertThat(probes.latencies().getTotalCount(), is(10L));
    assertThat(millisAt(0), closeTo(12_000 - 1900, 20));
    assertThat(millisAt(100), closeTo(11_000, 20));
  }

  @Test
  void measuresByTheTimeOfTheAppend() {
    probes.appended(0, 1000);
    probes.measureFrom(2000);
    probes.appended(0, 2500);
    probes.measureUntil(3000);
    probes.appended(0, 3500);
    assertThat(probes.unread(), is(1L));

    probes.seen(0, 3, 4_000_000, 4_000_000);

    assertThat(probes.latencies().getTotalCount(), is(1L));
    assertThat(millisAt(100), closeTo(1500, 2));
  }

  @Test
  void anUnreadEventCountsWithTheTimeWaited() {
    probes.measureFrom(0);
    probes.appended(0, 1000);
    probes.appended(0, 2000);
    probes.seen(0, 1, 1_100_000, 1_100_000);

    probes.giveUp(62_000_000);

    assertThat(probes.unread(), is(1L));
    assertThat(millisAt(100), closeTo(60_000, 60));
  }

  @Test
  void aRowReadBeforeKafkaAcknowledgesCountsAtTheNextPoll() {
    probes.measureFrom(0);
    probes.seen(0, 1, 1_000_000, 1_010_000);
    probes.appended(0, 1000);
    assertThat(probes.unread(), is(1L));

    probes.seen(0, 1, 1_010_000, 1_020_000);

    assertThat(probes.unread(), is(0L));
    assertThat(millisAt(100), closeTo(20, 1));
  }

  private double millisAt(double percentile) {
    return probes.latencies().getValueAtPercentile(percentile) / 1e3;
  }
}
