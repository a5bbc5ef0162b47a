package io.quipu.cli.demo;

import io.quipu.model.calendar.Resolution;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * An independent recount of the sent events: each whole statistic by day and month, and each
 * campaign by month; and a sequence in the same way. It shares no code with the job.
 */
final class Recount implements Traffic.Ledger {
  /** Stands for the whole statistic, instead of a campaign. */
  static final int WHOLE = -1;

  /** A counter in a bucket. The bucket is the local day, or the first day of the month. */
  record Key(int company, int statistic, int campaign, Resolution resolution, long localDay) {}

  /** The numbers of a counter in a bucket. */
  static final class Tally {
    long count;
    // Of the sequence, the milliseconds between the steps.
    long cents;
    final BitSet customers = new BitSet();
  }

  private final Map<Key, Tally> tallies = new HashMap<>();
  private final SequenceRecount sequence = new SequenceRecount();

  @Override
  public synchronized void add(Action action, long millis, long cents) {
    Population.Company company = Population.COMPANIES.get(action.company());
    ZonedDateTime local = Instant.ofEpochMilli(millis).atZone(company.zone());
    long day = local.toLocalDate().toEpochDay();
    long month = YearMonth.from(local).atDay(1).toEpochDay();
    sequence.add(action, millis);
    add(action, WHOLE, Resolution.DAY, day, cents);
    add(action, WHOLE, Resolution.MONTH, month, cents);
    add(action, action.campaign(), Resolution.MONTH, month, cents);
  }

  private void add(Action action, int campaign, Resolution resolution, long day, long cents) {
    Key key = new Key(action.company(), action.type(), campaign, resolution, day);
    Tally tally = tallies.computeIfAbsent(key, k -> new Tally());
    tally.count++;
    tally.cents += cents;
    tally.customers.set(action.customer());
  }

  /** The tallies of the sequence; complete when no more events are added. */
  synchronized Map<Key, Tally> ofSequence() {
    return sequence.tallies();
  }

  /** A copy of all tallies of statistics; complete when no more events are added. */
  synchronized Map<Key, Tally> tallies() {
    return Map.copyOf(tallies);
  }
}
