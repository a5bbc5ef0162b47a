package io.quipu.transforms.testing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;

/** Expectations about a pipeline's outputs; {@link PAssert} checks them in the pipeline. */
public final class Outputs {

  /** An expectation of all elements of an output; it throws an error if they are others. */
  @FunctionalInterface
  public interface Expectation<T> extends Serializable {
    void check(List<T> elements);
  }

  private Outputs() {}

  /** Expects something of an output's elements, which are in the order of their timestamps. */
  public static <T> void expect(PCollection<T> output, Expectation<T> expectation) {
    expectTimestamped(
        output,
        elements -> expectation.check(elements.stream().map(TimestampedValue::getValue).toList()));
  }

  /** Expects something of an output's elements and timestamps, of which the earliest is first. */
  public static <T> void expectTimestamped(
      PCollection<T> output, Expectation<TimestampedValue<T>> expectation) {
    PAssert.that(output.apply("Timestamps of " + output.getName(), Reify.timestamps()))
        .satisfies(
            elements -> {
              List<TimestampedValue<T>> inOrder = new ArrayList<>();
              elements.forEach(inOrder::add);
              inOrder.sort(Comparator.comparing(TimestampedValue::getTimestamp));
              expectation.check(inOrder);
              return null;
            });
  }

  /** Runs a pipeline to its end, and checks that all of its expectations were evaluated. */
  public static PipelineResult run(Pipeline pipeline) {
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    TestPipeline.verifyPAssertsSucceeded(pipeline, result);
    return result;
  }
}
