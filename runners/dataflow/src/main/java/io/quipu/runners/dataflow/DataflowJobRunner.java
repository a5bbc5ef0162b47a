package io.quipu.runners.dataflow;

import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.RunnerTraits;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.pipeline.start.JobLife;
import io.quipu.pipeline.start.JobPreparation;
import io.quipu.pipeline.start.PreparedJob;
import io.quipu.runners.spi.JobRunner;
import io.quipu.runners.spi.RunningJob;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.runners.dataflow.DataflowPipelineJob;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Runs jobs on Google Cloud Dataflow. With {@code --templateLocation}, it writes a template
 * instead, which Dataflow runs when it is told to.
 */
public final class DataflowJobRunner implements JobRunner {
  /**
   * Dataflow moves keys between workers at any time, so no instance keeps a key. It commits the
   * input of a stage with stable input before the stage runs.
   */
  static final RunnerTraits TRAITS = new RunnerTraits(false, true, false, false, null);

  @Override
  public String name() {
    return "dataflow";
  }

  @Override
  public RunnerTraits traits() {
    return TRAITS;
  }

  @Override
  public Collection<Class<? extends PipelineOptions>> options() {
    return List.of();
  }

  @Override
  public List<String> withDefaults(List<String> arguments) {
    return DataflowArguments.withDefaults(arguments);
  }

  @Override
  public RunningJob start(JobSpec spec, Consumer<String> progress) throws Exception {
    DataflowPipelineOptions options = spec.options().as(DataflowPipelineOptions.class);
    FileSystems.setDefaultPipelineOptions(options);
    WorkerFiles.require(spec, CatalogFile.load(spec.catalogFile()));
    PreparedJob job = new JobPreparation(spec, progress).prepare(life(options));
    PipelineResult result = CountingPipeline.of(job, TRAITS).create().run();
    return options.getTemplateLocation() == null
        ? new DataflowRunningJob((DataflowPipelineJob) result, job)
        : new WrittenTemplate(options.getTemplateLocation(), spec.isBounded());
  }

  /** A job that replaces a running one, or begins from a snapshot, has the state of that job. */
  private static JobLife life(DataflowPipelineOptions options) {
    return options.isUpdate() || options.getCreateFromSnapshot() != null
        ? JobLife.WITH_STATE
        : JobLife.WITHOUT_STATE;
  }
}
