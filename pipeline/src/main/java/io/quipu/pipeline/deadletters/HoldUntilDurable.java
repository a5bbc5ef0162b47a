package io.quipu.pipeline.deadletters;

import io.quipu.model.DeadLetter;
import io.quipu.transforms.coders.DeadLetterCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Lets a dead letter go on when a checkpoint has it. Then the job never reads its record again, so
 * it will never count it, with another catalog, say: whoever sees the letter may send the record
 * again, and it counts once.
 *
 * <p>Guarantee: at least once; a letter goes on a second time if the job fails just then. Only a
 * job that is put back to an older savepoint decides anew about records whose letters are out.
 *
 * <p>State: the letters since the last checkpoint, on disk. Delay: the checkpoint interval.
 */
public final class HoldUntilDurable
    extends PTransform<PCollection<DeadLetter>, PCollection<DeadLetter>> {
  private static final long serialVersionUID = 1L;

  /** A key's letters are in memory at once. */
  private static final int KEYS = 4096;

  private HoldUntilDurable() {}

  /** Only for a runner with exactly-once checkpoints; others have no moment to wait for. */
  public static HoldUntilDurable create() {
    return new HoldUntilDurable();
  }

  @Override
  public PCollection<DeadLetter> expand(PCollection<DeadLetter> letters) {
    return letters
        .apply("Spread", ParDo.of(new SpreadFn()))
        .setCoder(KvCoder.of(VarIntCoder.of(), DeadLetterCoder.of()))
        .apply("Hold", ParDo.of(new HoldFn()))
        .setCoder(DeadLetterCoder.of());
  }

  private static final class SpreadFn extends DoFn<DeadLetter, KV<Integer, DeadLetter>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element DeadLetter letter, OutputReceiver<KV<Integer, DeadLetter>> out) {
      int key = Math.floorMod(letter.record().position().toString().hashCode(), KEYS);
      out.output(KV.of(key, letter));
    }
  }

  /** The runner does the holding; with state of its own in keys, and so on disk. */
  private static final class HoldFn extends DoFn<KV<Integer, DeadLetter>, DeadLetter> {
    private static final long serialVersionUID = 1L;

    @StateId("none")
    @SuppressWarnings("UnusedVariable") // That it is declared makes the runner's buffer keyed.
    private final StateSpec<ValueState<Boolean>> none = StateSpecs.value();

    @RequiresStableInput
    @ProcessElement
    public void process(@Element KV<Integer, DeadLetter> letter, OutputReceiver<DeadLetter> out) {
      out.output(letter.getValue());
    }
  }
}
