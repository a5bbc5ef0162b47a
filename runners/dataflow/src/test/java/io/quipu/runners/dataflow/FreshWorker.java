package io.quipu.runners.dataflow;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.reflect.DoFnInvokers;
import org.apache.beam.sdk.util.construction.PTransformTranslation;
import org.apache.beam.sdk.util.construction.ParDoTranslation;
import org.apache.beam.sdk.util.construction.ReadTranslation;
import org.apache.beam.sdk.util.construction.RehydratedComponents;

/**
 * A process that knows only a portable pipeline, as a worker does. It makes each source, each coder
 * and each function of the pipeline, and sets the functions up. It prints the class of each.
 */
public final class FreshWorker {
  private final RunnerApi.Pipeline pipeline;
  private final PipelineOptions options = PipelineOptionsFactory.create();
  private final Set<String> made = new TreeSet<>();

  private FreshWorker(RunnerApi.Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * @param arguments the path of the portable pipeline
   */
  public static void main(String[] arguments) throws Exception {
    FreshWorker worker =
        new FreshWorker(RunnerApi.Pipeline.parseFrom(Files.readAllBytes(Path.of(arguments[0]))));
    worker.makeAll();
    worker.made.forEach(System.out::println);
  }

  @SuppressWarnings(
      "deprecation") // Sources that are not splittable functions are still read by it.
  private void makeAll() throws Exception {
    FileSystems.setDefaultPipelineOptions(options);
    RunnerApi.Components components = pipeline.getComponents();
    RehydratedComponents rehydrated = RehydratedComponents.forComponents(components);
    for (String coder : components.getCodersMap().keySet()) {
      made.add("coder " + rehydrated.getCoder(coder).getClass().getName());
    }
    for (RunnerApi.PTransform transform : components.getTransformsMap().values()) {
      switch (transform.getSpec().getUrn()) {
        case PTransformTranslation.PAR_DO_TRANSFORM_URN ->
            setUp(RunnerApi.ParDoPayload.parseFrom(transform.getSpec().getPayload()));
        case PTransformTranslation.READ_TRANSFORM_URN ->
            read(RunnerApi.ReadPayload.parseFrom(transform.getSpec().getPayload()));
        default -> {
          // It has no function.
        }
      }
    }
  }

  private void setUp(RunnerApi.ParDoPayload payload) throws Exception {
    DoFn<?, ?> function = ParDoTranslation.getDoFn(payload);
    DoFnInvoker<?, ?> invoker = DoFnInvokers.tryInvokeSetupFor(function, options);
    invoker.invokeTeardown();
    made.add("function " + function.getClass().getName());
  }

  private void read(RunnerApi.ReadPayload payload) throws Exception {
    Object source =
        payload.getIsBounded() == RunnerApi.IsBounded.Enum.BOUNDED
            ? ReadTranslation.boundedSourceFromProto(payload)
            : ReadTranslation.unboundedSourceFromProto(payload);
    made.add("source " + source.getClass().getName());
  }
}
