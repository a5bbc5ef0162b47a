package io.quipu.simulation.world;

import io.quipu.model.trigger.Firing;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.simulation.world.SimulatedCassandra.CountKey;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Notes firings in the current world, as {@code WriteFirings} sends them to Kafka at once. */
public final class NoteFirings extends PTransform<PCollection<Firing>, PCollection<Void>> {
  private static final long serialVersionUID = 1L;

  private NoteFirings() {}

  /** Notes firings in the current world. */
  public static NoteFirings create() {
    return new NoteFirings();
  }

  @Override
  public PCollection<Void> expand(PCollection<Firing> firings) {
    return firings.apply("NoteFiring", ParDo.of(new NoteFn()));
  }

  /**
   * What identifies a firing.
   *
   * @param trigger the name of the trigger
   * @param bucket the counter and the bucket
   * @param number the number of arming
   */
  public record FiringKey(String trigger, CountKey bucket, int number) {
    static FiringKey of(Firing firing) {
      CountKey bucket =
          new CountKey(
              TriggerDefinition.counter(firing.row()),
              firing.row().resolution(),
              firing.row().bucketStart());
      return new FiringKey(firing.trigger(), bucket, firing.number());
    }
  }

  private static final class NoteFn extends DoFn<Firing, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Firing firing) {
      World world = World.current();
      world.call("send a firing of " + firing.trigger());
      world.firings().add(FiringKey.of(firing));
    }
  }
}
