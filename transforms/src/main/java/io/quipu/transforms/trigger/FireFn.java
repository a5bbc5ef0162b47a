package io.quipu.transforms.trigger;

import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.trigger.Firing;
import io.quipu.model.trigger.TriggerPage;
import io.quipu.model.trigger.TriggerPage.Place;
import io.quipu.transforms.pages.Answers;
import io.quipu.transforms.totals.StoredTotals;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Looks whether the triggers of each counter fire. */
final class FireFn extends DoFn<KV<byte[], CountRow>, Firing> {
  private static final long serialVersionUID = 1L;
  private static final String PAGE = "page";
  private static final String LOOK = "look";
  private static final String CLOCK = "clock";

  /** How far the clock of a broker may be ahead of that of a worker. */
  private static final Duration MAX_AHEAD = Duration.standardSeconds(10);

  @StateId(PAGE)
  private final StateSpec<ValueState<byte[]>> pageSpec = StateSpecs.value(ByteArrayCoder.of());

  // Fires when silence may have lasted long enough, or when state expires.
  @TimerId(LOOK)
  private final TimerSpec lookSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  // Never set: it shows the worker's clock.
  @TimerId(CLOCK)
  private final TimerSpec clockSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  private final TriggerRules rules;
  private final TimeZones zones;
  private final @Nullable StoredTotals stored;
  private final Counter fired = Metrics.counter("quipu", "triggers-fired");
  private final Counter failed = Metrics.counter("quipu", "triggers-failed");
  private transient @Nullable CurrentTriggers triggers;
  private transient Map<String, CompanyClock> clocks;

  FireFn(TriggerRules rules, TimeZones zones, @Nullable StoredTotals stored) {
    this.rules = rules;
    this.zones = zones;
    this.stored = stored;
    this.clocks = new HashMap<>();
  }

  @Setup
  public void setup() throws InterruptedException {
    clocks = new HashMap<>();
    triggers = new CurrentTriggers(rules);
    if (stored != null) {
      stored.open();
    }
  }

  @StartBundle
  public void start() {
    Objects.requireNonNull(triggers).refresh();
  }

  @ProcessElement
  public void process(
      @Element KV<byte[], CountRow> element,
      @Timestamp Instant time,
      @StateId(PAGE) ValueState<byte[]> state,
      @TimerId(LOOK) Timer look,
      @TimerId(CLOCK) Timer clock,
      OutputReceiver<Firing> out)
      throws InterruptedException {
    // At the end of the input, elements have the last of all times.
    boolean atEnd = !time.isBefore(GlobalWindow.INSTANCE.maxTimestamp());
    long now = (atEnd ? clock.getCurrentRelativeTime() : time).getMillis();
    TriggerPage page = TriggerPage.fromBytes(state.read());
    CounterWatch watch = watch(ByCounterFn.counter(element.getKey()), page, out);
    watch.changed(element.getValue(), now);
    page.expire(now);
    if (!atEnd) {
      setTimer(watch, page, time, look);
    }
    write(page, state);
  }

  @OnTimer(LOOK)
  public void look(
      OnTimerContext timer,
      @Key byte[] key,
      @StateId(PAGE) ValueState<byte[]> state,
      @TimerId(LOOK) Timer look,
      @TimerId(CLOCK) Timer clock,
      OutputReceiver<Firing> out)
      throws InterruptedException {
    TriggerPage page = TriggerPage.fromBytes(state.read());
    Instant now = timer.fireTimestamp();
    // When the input ends, stream time jumps to its end. That is no silence.
    if (now.isAfter(clock.getCurrentRelativeTime().plus(MAX_AHEAD))) {
      return;
    }
    CounterKey counter = ByCounterFn.counter(key);
    CounterWatch watch = watch(counter, page, out);
    watch.lookForSilence(nothing(counter), now.getMillis());
    page.expire(now.getMillis());
    page.timer(TriggerPage.NEVER);
    setTimer(watch, page, now, look);
    if (page.timer() == TriggerPage.NEVER && page.hasNoBucket()) {
      state.clear();
    } else {
      write(page, state);
    }
  }

  /** Never called, but Beam wants a method for each timer. */
  @OnTimer(CLOCK)
  public void clock() {}

  /** Sets the timer, unless it is set for that time or earlier. */
  private static void setTimer(CounterWatch watch, TriggerPage page, Instant now, Timer look) {
    boolean isSet = page.timer() > now.getMillis();
    long next = watch.nextLook();
    if (next == TriggerPage.NEVER || (isSet && page.timer() <= next)) {
      return;
    }
    next = Math.max(next, now.getMillis());
    // A firing has the timestamp of the timer's output, so only such a timer holds the watermark.
    Timer timer =
        watch.awaitsSilence() ? look.withOutputTimestamp(now) : look.withNoOutputTimestamp();
    timer.set(Instant.ofEpochMilli(next));
    page.timer(next);
  }

  private static void write(TriggerPage page, ValueState<byte[]> state) {
    if (page.isChanged()) {
      state.write(page.toBytes());
    }
  }

  private CounterWatch watch(CounterKey counter, TriggerPage page, OutputReceiver<Firing> out) {
    return new CounterWatch(
        Objects.requireNonNull(triggers).of(counter),
        page,
        clocks.computeIfAbsent(counter.company(), company -> new CompanyClock(zones.of(company))),
        (row, place) -> read(counter, place),
        firing -> {
          (firing.isFailure() ? failed : fired).inc();
          out.output(firing);
        });
  }

  private @Nullable CountRow read(CounterKey counter, Place place) throws InterruptedException {
    if (stored == null) {
      return null;
    }
    int month =
        LocalHour.month(
            LocalHour.of(
                java.time.Instant.ofEpochMilli(place.start()), zones.of(counter.company())));
    return Answers.await(stored.read(counter, month).toCompletableFuture()).stream()
        .filter(row -> row.resolution() == place.resolution() && row.bucketStart() == place.start())
        .findFirst()
        .orElse(null);
  }

  /** A row that names the counter. */
  private static CountRow nothing(CounterKey counter) {
    return new CountRow(
        counter.company(),
        counter.customer(),
        counter.statistic(),
        counter.dimension(),
        counter.value(),
        Resolution.HOUR,
        0,
        0,
        0,
        null,
        Map.of());
  }

  @Teardown
  public void teardown() {
    if (stored != null) {
      stored.close();
    }
  }
}
