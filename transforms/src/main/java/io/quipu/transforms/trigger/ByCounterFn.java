package io.quipu.transforms.trigger;

import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import io.quipu.model.trigger.TriggerDefinition;
import java.util.Objects;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/** Gives each row that a trigger needs the key of its counter. */
final class ByCounterFn extends DoFn<CountRow, KV<byte[], CountRow>> {
  private static final long serialVersionUID = 1L;

  private final TriggerRules rules;
  private transient @Nullable CurrentTriggers triggers;

  ByCounterFn(TriggerRules rules) {
    this.rules = rules;
  }

  /** The counter in bytes. */
  static byte[] key(CounterKey counter) {
    ByteWriter out = new ByteWriter(64);
    out.writeString(counter.company());
    out.writeString(counter.customer());
    out.writeString(counter.statistic());
    out.writeString(counter.dimension());
    out.writeString(counter.value());
    return out.toBytes();
  }

  /** The counter of {@link #key}. */
  static CounterKey counter(byte[] key) {
    ByteReader in = new ByteReader(key);
    return new CounterKey(
        in.readString(), in.readString(), in.readString(), in.readString(), in.readString());
  }

  @Setup
  public void setup() {
    triggers = new CurrentTriggers(rules);
  }

  @StartBundle
  public void start() {
    Objects.requireNonNull(triggers).refresh();
  }

  @ProcessElement
  public void process(@Element CountRow row, OutputReceiver<KV<byte[], CountRow>> out) {
    CounterKey counter = TriggerDefinition.counter(row);
    if (Objects.requireNonNull(triggers).of(counter).stream()
        .anyMatch(trigger -> trigger.needsRowsOf(row.resolution()))) {
      out.output(KV.of(key(counter), row));
    }
  }
}
