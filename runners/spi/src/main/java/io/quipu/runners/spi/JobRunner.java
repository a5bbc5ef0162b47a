package io.quipu.runners.spi;

import io.quipu.pipeline.JobSpec;
import io.quipu.pipeline.RunnerTraits;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * A runner of Beam, as those who start jobs see it. Each runner module has one, which {@link
 * java.util.ServiceLoader} finds.
 */
public interface JobRunner {

  /** What users write after {@code --runner=}, such as {@code direct}. */
  String name();

  /** What the pipeline must know of it. */
  RunnerTraits traits();

  /** The options of Quipu's own that only this runner has; users write them in kebab-case. */
  Collection<Class<? extends PipelineOptions>> options();

  /**
   * The user's arguments, and this runner's defaults of those that the user does not give.
   *
   * @param arguments each {@code --name=value}, without {@code --runner}
   * @throws IllegalArgumentException if one of them does not go with this runner
   */
  List<String> withDefaults(List<String> arguments);

  /**
   * Prepares the job, and starts it.
   *
   * @param spec of arguments that this runner has completed
   * @param progress is told in a line what takes long
   * @throws io.quipu.pipeline.catalog.CatalogException if the catalog has mistakes
   * @throws io.quipu.io.StartupException if something that the job needs is not there
   */
  RunningJob start(JobSpec spec, Consumer<String> progress) throws Exception;
}
