package io.quipu.runners.spi;

import io.quipu.pipeline.RunnerTraits;
import io.quipu.pipeline.options.JobSpec;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Starts jobs on one runner of Beam. Each runner module has an implementation, which {@link
 * java.util.ServiceLoader} finds.
 */
public interface JobRunner {

  /** The name that users write after {@code --runner=}, such as {@code direct}. */
  String name();

  /** The properties of the runner that the pipeline depends on. */
  RunnerTraits traits();

  /** The options of Quipu that only this runner has. Users write them in kebab-case. */
  Collection<Class<? extends PipelineOptions>> options();

  /**
   * Adds this runner's default for each argument that the user does not give.
   *
   * @param arguments each {@code --name=value}, without {@code --runner}
   * @throws IllegalArgumentException if this runner does not allow one of them
   */
  List<String> withDefaults(List<String> arguments);

  /**
   * Prepares the job, and starts it.
   *
   * @param spec the job; made from the result of {@link #withDefaults}
   * @param progress receives a line of text about each step that takes long
   * @throws io.quipu.pipeline.catalog.CatalogException if the catalog has mistakes
   * @throws io.quipu.io.StartupException if something that the job needs is not available
   */
  RunningJob start(JobSpec spec, Consumer<String> progress) throws Exception;
}
