package io.quipu.transforms.coders;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.model.limit.FirstValues;
import io.quipu.model.limit.LimitedMonth;
import io.quipu.model.limit.ValueLimits;
import io.quipu.model.state.Shard;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodersTest {
  private static final Statistic ORDERED =
      Statistic.of(
          "ordered", Set.of(Resolution.HOUR, Resolution.DAY), true, List.of(Sum.of("revenue", 2)));

  /** A coder and different values; each call creates the values again. */
  record Case<T>(Coder<T> coder, List<T> values, List<T> equals) {
    @Override
    public String toString() {
      return coder.getClass().getSimpleName();
    }
  }

  static Stream<Case<?>> cases() {
    return Stream.of(
        new Case<>(
            EventCoder.of(), List.of(event("a"), event("😀")), List.of(event("a"), event("😀"))),
        new Case<>(EventBatchCoder.of(), batches(), batches()),
        new Case<>(CheckedEventCoder.of(), checked(), checked()),
        new Case<>(RawRecordCoder.of(), records(), records()),
        new Case<>(DeadLetterCoder.of(), letters(), letters()),
        new Case<>(CountRowCoder.of(), rows(), rows()),
        new Case<>(IncrementBatchCoder.of(), increments(), increments()),
        new Case<>(FingerprintCoder.of(), fingerprints(), fingerprints()),
        new Case<>(LimitedMonthCoder.of(), limitedMonths(), limitedMonths()),
        new Case<>(FirstValuesCoder.of(), firstValues(), firstValues()),
        new Case<>(ShardCoder.of(), shards(), shards()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void keepsBeamsContract(Case<T> one) throws Exception {
    CoderProperties.coderSerializable(one.coder());
    CoderProperties.coderConsistentWithEquals(
        one.coder(), one.values().get(0), one.equals().get(0));
    for (int i = 0; i < one.values().size(); i++) {
      T value = one.values().get(i);
      CoderProperties.coderDecodeEncodeEqual(one.coder(), value);
      CoderProperties.coderDeterministic(one.coder(), value, one.equals().get(i));
      CoderProperties.structuralValueDecodeEncodeEqual(one.coder(), value);
      CoderProperties.structuralValueConsistentWithEquals(one.coder(), value, one.equals().get(i));
      for (T other : one.values().subList(0, i)) {
        CoderProperties.coderConsistentWithEquals(one.coder(), value, other);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void aCopyOfTheCoderIsTheSame(Case<T> one) {
    Coder<T> copy = SerializableUtils.clone(one.coder());

    assertThat(copy, is(one.coder()));
    assertThat(copy.hashCode(), is(one.coder().hashCode()));
    assertThat(one.coder(), not(new Object()));
  }

  /** Without it, every pipeline would have to set the coders of its elements. */
  @ParameterizedTest
  @MethodSource("cases")
  <T> void beamFindsTheCoderByTheType(Case<T> one) throws Exception {
    T value = one.values().get(0);
    @SuppressWarnings("unchecked") // A value's class is that of its type, which has no arguments.
    Class<T> type = (Class<T>) value.getClass();

    assertThat(CoderRegistry.createDefault().getCoder(type), is(one.coder()));
  }

  @Test
  void createNeedsNoCoderAndKeysOfStateHaveTheirsToo() throws Exception {
    PCollection<Event> events = Pipeline.create().apply(Create.of(event("a"), event("b")));

    assertThat(events.getCoder(), is(EventCoder.of()));
    assertThat(
        CoderRegistry.createDefault().getCoder(new TypeDescriptor<KV<Shard, IncrementBatch>>() {}),
        is(KvCoder.of(ShardCoder.of(), IncrementBatchCoder.of())));
  }

  @Test
  void aKeysBytesStay() throws Exception {
    assertThat(
        CoderUtils.encodeToByteArray(ShardCoder.of(), new Shard(24322, 255)),
        is(new byte[] {(byte) 0x82, (byte) 0xBE, 0x01, (byte) 0xFF, 0x01}));
    assertThat(
        CoderUtils.encodeToByteArray(ShardCoder.of(shard -> 8), new Shard(24322, 255)),
        is(new byte[] {(byte) 0x82, (byte) 0xBE, 0x01, (byte) 0xFF, 0x01, 0x08}));
    assertThat(
        CoderUtils.encodeToByteArray(FingerprintCoder.of(), new Fingerprint(1, -2)),
        is(new byte[] {0, 0, 0, 0, 0, 0, 0, 1, -1, -1, -1, -1, -1, -1, -1, -2}));
  }

  private static Event event(String value) {
    return Event.builder("shop", ORDERED, LocalHour.ofCode(24322, 77))
        .customer("anna")
        .id("id-1")
        .value("campaign", value)
        .amount(0, -5)
        .build();
  }

  private static List<EventBatch> batches() {
    return List.of(EventBatch.of(List.of()), EventBatch.of(List.of(event("a"), event("b"))));
  }

  private static List<CheckedEvent> checked() {
    return List.of(
        new CheckedEvent(event("a"), new byte[] {0, 7}),
        new CheckedEvent(event("a"), new byte[] {1, 7}));
  }

  private static List<RawRecord> records() {
    SourcePosition position = new SourcePosition("events", 3, 1L << 40);
    return List.of(
        new RawRecord(new byte[0], position, 5),
        new RawRecord("{\"a\": \"😀\"}".getBytes(StandardCharsets.UTF_8), position, -5));
  }

  private static List<DeadLetter> letters() {
    return records().stream()
        .map(record -> new DeadLetter("parse", "not-json", "It is not JSON.", record))
        .toList();
  }

  private static List<CountRow> rows() {
    return List.of(
        new CountRow("shop", "", "ordered", "", "", Resolution.DAY, 2026, -1, 7, null, Map.of()),
        new CountRow(
            "shop",
            "anna",
            "ordered",
            "campaign",
            "שלום",
            Resolution.HOUR,
            2026,
            1L << 40,
            7,
            0L,
            Map.of("revenue", new BigDecimal("-12.50"), "items", new BigDecimal(3))));
  }

  private static List<IncrementBatch> increments() {
    Increments increments = new Increments();
    increments.add(checked().get(0), 0);
    increments.add(checked().get(0), 1);
    return List.of(new Increments().toBatch(), increments.toBatch());
  }

  private static List<Fingerprint> fingerprints() {
    return List.of(new Fingerprint(0, 0), new Fingerprint(0, -1), new Fingerprint(-1, 0));
  }

  private static List<LimitedMonth> limitedMonths() {
    return List.of(
        new LimitedMonth(24322, new Fingerprint(0, -1)),
        new LimitedMonth(24323, new Fingerprint(0, -1)));
  }

  private static List<FirstValues> firstValues() {
    Map<LimitedMonth, FirstValues> values = new HashMap<>();
    FirstValues.addTo(
        values, new ValueLimits(Map.of("ordered", Map.of("campaign", 3))), event("a"));
    return List.of(new FirstValues(), values.values().iterator().next());
  }

  private static List<Shard> shards() {
    return List.of(new Shard(0, 0), new Shard(24322, 255), new Shard(24322, 0));
  }
}
