package io.quipu.benchmarks.state;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.model.event.UniqueIn;
import io.quipu.model.state.CounterPage;
import io.quipu.model.state.TotalsPage;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.rocksdb.RocksDBException;

/**
 * Generates pages of totals for counters of one month. Most counters have events in one or two
 * hours, some in all. Most of these hours have one event, some have many.
 */
final class CounterLoad implements PageLoad {
  private static final int HOURS = 31 * 24;
  private static final Statistic OPEN =
      Statistic.of("email_open", EnumSet.allOf(Resolution.class), true, List.of());

  private final long seed;
  private final Zipf hours;
  private final Zipf eventsInHour = Zipf.of(100, 1.6);
  private final Event[] events = new Event[HOURS];

  /* Sums over all pages so far, to fit a line to their sizes. */
  private double pages;
  private double hourSum;
  private double byteSum;
  private double hourSquares;
  private double products;

  /**
   * @param hoursPerCounter the mean number of hours in which a counter has events; 1 to 372
   */
  CounterLoad(double hoursPerCounter, long seed) {
    this.seed = seed;
    hours = Zipf.withMean(HOURS, hoursPerCounter);
    for (int hour = 0; hour < HOURS; hour++) {
      events[hour] =
          Event.builder("company", OPEN, LocalHour.ofCode(SkewedLoad.MONTH, 2 * hour)).build();
    }
  }

  @Override
  public String key() {
    return "counter and month";
  }

  @Override
  public void pages(int number, Taker taker) throws IOException, RocksDBException {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    CounterPage page = CounterPage.empty(List.of());
    int first = random.nextInt(HOURS);
    for (int busy = 1 + hours.next(random); busy > 0; busy--) {
      // 5 has no common divisor with the number of hours, so each hour is chosen only once.
      Event event = events[(first + 5 * busy) % HOURS];
      for (int more = 1 + eventsInHour.next(random); more > 0; more--) {
        page.add(event, random.nextInt(4) == 0 ? UniqueIn.NONE : UniqueIn.HOUR);
      }
    }
    byte[] bytes = TotalsPage.toBytes(page);
    add(page.hours().length, bytes.length);
    taker.take(
        Fingerprint.ofCounter("company", "email_open", "message", "message-" + number), bytes, 1);
  }

  /** The growth of a page per hour, in bytes: the slope of the line through all pages so far. */
  double bytesPerHour() {
    return (pages * products - hourSum * byteSum) / (pages * hourSquares - hourSum * hourSum);
  }

  private void add(double busy, double bytes) {
    pages++;
    hourSum += busy;
    byteSum += bytes;
    hourSquares += busy * busy;
    products += busy * bytes;
  }
}
