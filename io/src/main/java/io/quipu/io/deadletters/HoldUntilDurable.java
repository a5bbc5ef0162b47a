package io.quipu.io.deadletters;

import com.google.common.hash.Hashing;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Holds each element until a checkpoint contains it, so that the pipeline never changes a decision
 * that others have already seen.
 *
 * <p>For example, people replay the record of a dead letter. If the job then failed and read the
 * original again, with another catalog, it could count both the original and the replayed record.
 * After this transform, a letter appears only when its record is never read again.
 *
 * <p>In: elements of any type. Out: the same elements, with their timestamps and windows.
 *
 * <p>Guarantee: at least once; an element is output a second time if the job fails at that moment.
 * A decision can change only if the job is restored from an older savepoint. The runner must
 * support {@link DoFn.RequiresStableInput} with exactly-once checkpoints. On other runners,
 * elements may be output immediately.
 *
 * <p>Time: elements wait for up to the checkpoint interval. State: the elements since the last
 * checkpoint, in {@value #KEYS} keys, so that they can be on disk; only those of one key are in
 * memory at a time.
 *
 * <pre>{@code
 * PCollection<DeadLetter> durable = letters.apply("Hold", HoldUntilDurable.create());
 * }</pre>
 *
 * @param <T> the type of the elements
 */
public final class HoldUntilDurable<T> extends PTransform<PCollection<T>, PCollection<T>> {
  private static final long serialVersionUID = 2L;

  /** The number of keys over which the elements are spread. */
  private static final int KEYS = 4096;

  private HoldUntilDurable() {}

  /** Holds elements of the input's type, with the input's coder. */
  public static <T> HoldUntilDurable<T> create() {
    return new HoldUntilDurable<>();
  }

  @Override
  public PCollection<T> expand(PCollection<T> elements) {
    Coder<T> coder = elements.getCoder();
    return elements
        .apply("Spread", ParDo.of(new SpreadFn<>(coder)))
        .setCoder(KvCoder.of(VarIntCoder.of(), coder))
        .apply("Hold", ParDo.of(new HoldFn<>()))
        .setCoder(coder);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(DisplayData.item("keys", KEYS).withLabel("Keys that elements are spread over"));
  }

  /** Gives each element a key: a hash of its bytes. */
  private static final class SpreadFn<T> extends DoFn<T, KV<Integer, T>> {
    private static final long serialVersionUID = 1L;

    private final Coder<T> coder;

    SpreadFn(Coder<T> coder) {
      this.coder = coder;
    }

    @ProcessElement
    public void process(@Element T element, OutputReceiver<KV<Integer, T>> out)
        throws CoderException {
      byte[] bytes = CoderUtils.encodeToByteArray(coder, element);
      int hash = Hashing.murmur3_32_fixed().hashBytes(bytes).asInt();
      out.output(KV.of(Math.floorMod(hash, KEYS), element));
    }
  }

  /**
   * Outputs elements that the runner has held. It declares state only so that the runner holds the
   * elements by key, on disk.
   */
  private static final class HoldFn<T> extends DoFn<KV<Integer, T>, T> {
    private static final long serialVersionUID = 1L;

    @StateId("none")
    @SuppressWarnings("UnusedVariable") // That it is declared makes the runner's buffer keyed.
    private final StateSpec<ValueState<Boolean>> none = StateSpecs.value();

    @RequiresStableInput
    @ProcessElement
    public void process(@Element KV<Integer, T> element, OutputReceiver<T> out) {
      out.output(element.getValue());
    }
  }
}
