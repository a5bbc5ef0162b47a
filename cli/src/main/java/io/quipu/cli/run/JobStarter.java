package io.quipu.cli.run;

import static java.time.ZoneOffset.UTC;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.cli.CommandException;
import io.quipu.model.schema.CountsSchema;
import io.quipu.model.schema.Replication;
import io.quipu.pipeline.CountingJob;
import io.quipu.pipeline.CountingOptions;
import io.quipu.pipeline.Delivery;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.query.CassandraConnection;
import io.quipu.query.SchemaAdmin;
import io.quipu.runners.direct.DirectArguments;
import io.quipu.runners.flink.EmbeddedFlinkOptions;
import io.quipu.runners.flink.FlinkArguments;
import io.quipu.runners.flink.FlinkCluster;
import io.quipu.runners.flink.JobMonitor;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Starts a job where its options say. */
public final class JobStarter {
  private static final String RUNNER = "--runner=";

  private static final DateTimeFormatter TIME_IN_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  /** What Beam calls it when no cluster was named. */
  private static final String NO_CLUSTER = "[auto]";

  private final Consumer<String> progress;

  /**
   * @param progress is told in a line what takes long
   */
  public JobStarter(Consumer<String> progress) {
    this.progress = progress;
  }

  /**
   * Waits for Kafka and Cassandra, makes the tables if need be, and starts the job.
   *
   * @param arguments options of the job, of Beam and of the runner, each {@code --name=value};
   *     {@code --runner} is flink or direct
   * @throws CatalogException if the catalog has mistakes
   * @throws io.quipu.pipeline.StartupException if something that the job needs is not there
   * @throws IllegalArgumentException if an option is wrong
   */
  public RunningJob start(List<String> arguments) throws Exception {
    CountingOptions options = parse(arguments);
    CountingJob job = new CountingJob(options, progress);
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    EmbeddedHome home = null;
    try {
      if (isFlink(arguments) && isEmbedded(flink)) {
        home = embed(options, job);
      } else if (isFlink(arguments)) {
        FlinkCluster.await(flink.getFlinkMaster(), job.startupTimeout(), progress);
        if (flink.getFilesToStage() == null) {
          flink.setFilesToStage(FlinkCluster.filesToStage());
        }
      }
      if (flink.getSavepointPath() != null) {
        // The state says where to read on; what the group has committed is the same, and must stay.
        options.setStartFrom("committed");
      }
      Pipeline pipeline = job.pipeline((name, start) -> register(options, job, name, start));
      JobMonitor monitor = isFlink(arguments) ? JobMonitor.of(flink) : null;
      return new RunningJob(pipeline.run(), home, monitor, job.isBounded());
    } catch (Exception e) {
      if (home != null) {
        home.close();
      }
      throw e;
    }
  }

  private static CountingOptions parse(List<String> arguments) {
    List<String> others = new ArrayList<>(arguments);
    others.removeIf(argument -> argument.startsWith(RUNNER));
    List<String> all =
        isFlink(arguments)
            ? FlinkArguments.withDefaults(others)
            : DirectArguments.withDefaults(others);
    requireOnce(others);
    if (!isFlink(arguments) && others.stream().anyMatch(one -> one.startsWith("--delivery="))) {
      throw new CommandException(
          "--delivery goes with --runner=flink only: the direct runner never goes on after a"
              + " failure.");
    }
    FlinkArguments.requireSafe(others);
    PipelineOptionsFactory.register(CountingOptions.class);
    PipelineOptionsFactory.register(EmbeddedFlinkOptions.class);
    CountingOptions options =
        PipelineOptionsFactory.fromArgs(all.toArray(new String[0]))
            .withValidation()
            .as(CountingOptions.class);
    if (all.stream().noneMatch(argument -> argument.startsWith("--jobName="))) {
      String time = TIME_IN_NAME.format(LocalDateTime.now(UTC));
      options.setJobName("quipu-" + options.getJob().word() + "-" + time);
    }
    return options;
  }

  /** Beam says of an option that is given twice neither which it is nor what to do. */
  private static void requireOnce(List<String> arguments) {
    Set<String> given = new HashSet<>();
    for (String argument : arguments) {
      String option = argument.replaceFirst("=.*", "");
      if (isOurs(option) && !given.add(option)) {
        throw new CommandException(option + " is given twice; give it once.");
      }
    }
  }

  private static boolean isOurs(String option) {
    return Arrays.stream(CountingOptions.class.getDeclaredMethods())
        .anyMatch(method -> method.getName().equalsIgnoreCase(option.replaceFirst("--", "get")));
  }

  private static boolean isFlink(List<String> arguments) {
    String runner =
        arguments.stream()
            .filter(argument -> argument.startsWith(RUNNER))
            .reduce((first, second) -> second)
            .map(argument -> argument.substring(RUNNER.length()).toLowerCase(Locale.ROOT))
            .orElse("flink");
    return switch (runner) {
      case "flink", "flinkrunner" -> true;
      case "direct", "directrunner" -> false;
      default ->
          throw new CommandException(
              "--runner=" + runner + " is no runner; write flink or direct.");
    };
  }

  private static boolean isEmbedded(FlinkPipelineOptions options) {
    return options.getFlinkMaster().equals(NO_CLUSTER);
  }

  private EmbeddedHome embed(CountingOptions options, CountingJob job) throws Exception {
    FlinkPipelineOptions flinkOptions = options.as(FlinkPipelineOptions.class);
    EmbeddedHome home = EmbeddedHome.open(stateFolder(options, job), flinkOptions.getParallelism());
    boolean hasCheckpoints = !job.isBounded() && job.delivery() != Delivery.AT_MOST_ONCE;
    if (hasCheckpoints && flinkOptions.getSavepointPath() == null) {
      home.checkpoint().ifPresent(checkpoint -> resume(options, checkpoint));
    }
    home.flink().configure(flinkOptions);
    return home;
  }

  private void resume(CountingOptions options, Path checkpoint) {
    progress.accept("Going on from the checkpoint " + checkpoint + ".");
    options.as(FlinkPipelineOptions.class).setSavepointPath(checkpoint.toUri().toString());
  }

  private static StateFolder stateFolder(CountingOptions options, CountingJob job) {
    String given = options.as(EmbeddedFlinkOptions.class).getStateFolder();
    if (given != null) {
      return StateFolder.lasting(Path.of(given));
    }
    return job.isBounded()
        ? StateFolder.temporary()
        : StateFolder.lasting(
            Path.of(System.getProperty("user.home"), ".quipu", "state", job.consumerGroup()));
  }

  /** Makes the tables if need be, and finds the job's lineage in them. */
  private long register(CountingOptions options, CountingJob job, String name, String start)
      throws InterruptedException {
    String keyspace = job.cassandra().keyspace();
    try (CqlSession session =
        CassandraConnection.open(job.cassandra(), job.startupTimeout(), progress)) {
      SchemaAdmin admin = new SchemaAdmin(session, CountsSchema.of(keyspace, Replication.ONE));
      if (session.getMetadata().getNodes().size() == 1) {
        admin.apply();
      } else {
        // How many copies a cluster keeps is for a person to say.
        admin.requireCurrent();
      }
      boolean hasState = options.as(FlinkPipelineOptions.class).getSavepointPath() != null;
      return new JobLineages(session, keyspace).lineage(name, start, hasState);
    }
  }
}
