package io.quipu.pipeline;

import com.google.common.base.Splitter;
import io.quipu.model.DeadLetter;
import io.quipu.model.RawRecord;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.catalog.Catalog;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.deadletters.DeadLetterTopic;
import io.quipu.pipeline.deadletters.WriteDeadLettersToFiles;
import io.quipu.pipeline.deadletters.WriteDeadLettersToKafka;
import io.quipu.pipeline.read.KafkaSettings;
import io.quipu.pipeline.read.KafkaStart;
import io.quipu.pipeline.read.ReadFiles;
import io.quipu.pipeline.read.ReadKafka;
import io.quipu.pipeline.read.StartFrom;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Makes the Statistic job's pipeline from its options: reads the catalog, and settles with Kafka
 * where to start. The schema must have been applied to Cassandra.
 */
public final class StatisticJob {
  private final StatisticOptions options;
  private final Consumer<String> progress;
  private final KafkaSettings kafka;

  /**
   * @param progress is told in a line what takes long
   */
  public StatisticJob(StatisticOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    KafkaSettings settings = KafkaSettings.of(options.getBootstrapServers());
    String file = options.getKafkaProperties();
    this.kafka = file == null ? settings : settings.withPropertiesFile(file);
  }

  /** Whether the job ends when its input does. */
  public boolean isBounded() {
    return !readsKafka();
  }

  /** Where the counts go. */
  public CassandraSettings cassandra() {
    return CassandraProperties.settings(
        options.getCassandra(), options.getKeyspace(), options.getCassandraProperties());
  }

  /** How long to wait for Kafka and Cassandra. */
  public Duration startupTimeout() {
    return DurationOption.parse("startupTimeout", options.getStartupTimeout());
  }

  /**
   * The pipeline, ready to run.
   *
   * @throws CatalogException if the catalog has mistakes
   * @throws StartupException if something that the job needs is not there
   * @throws IllegalArgumentException if an option is wrong
   */
  public Pipeline pipeline() throws CatalogException, InterruptedException {
    Catalog catalog = CatalogFile.load(Path.of(options.getCatalog()));
    FileSystems.setDefaultPipelineOptions(options);
    StatisticPipeline.Builder statistic =
        StatisticPipeline.builder()
            .setCatalog(catalog)
            .setCassandra(cassandra())
            .setWindow(DurationOption.parse("window", options.getWindow()))
            .setRetention(DurationOption.parse("retention", options.getRetention()))
            .setEpoch(options.getEpoch())
            .setShards(options.getShards());
    YearMonth hydrateBefore = hydrateBefore();
    if (hydrateBefore != null) {
      statistic.setHydrateBefore(hydrateBefore);
    }
    Pipeline pipeline = Pipeline.create(options);
    statistic.setRead(read()).setWriteDeadLetters(deadLetters()).build().build(pipeline);
    return pipeline;
  }

  private boolean readsKafka() {
    return switch (options.getSource()) {
      case "kafka" -> true;
      case "files" -> false;
      default ->
          throw new IllegalArgumentException(
              "--source=" + options.getSource() + " is no source; write kafka or files.");
    };
  }

  private List<String> topics() {
    return Splitter.on(',').trimResults().omitEmptyStrings().splitToList(options.getInput());
  }

  private @Nullable YearMonth hydrateBefore() {
    String text = options.getHydrateBefore();
    if (text == null) {
      return null;
    }
    if (readsKafka() && options.getStartFrom().equals("earliest")) {
      throw new IllegalArgumentException(
          "--hydrateBefore goes on from counts that Cassandra has; to read their events again would"
              + " count them twice. Give --startFrom=committed or a time.");
    }
    try {
      return YearMonth.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--hydrateBefore=" + text + " is no month; write one such as 2026-11.", e);
    }
  }

  private PTransform<PBegin, PCollection<RawRecord>> read() throws InterruptedException {
    if (!readsKafka()) {
      requireFiles(options.getInput());
      return ReadFiles.of(options.getInput());
    }
    String group = options.getConsumerGroup();
    List<TopicPartition> partitions =
        new KafkaStart(kafka, startupTimeout(), progress)
            .settle(topics(), group, StartFrom.parse(options.getStartFrom()));
    return ReadKafka.of(kafka, partitions, group)
        .withMaxRecordsPerSecond(options.getMaxEventsPerSecond());
  }

  private static void requireFiles(String glob) {
    try {
      if (FileSystems.match(glob).metadata().isEmpty()) {
        throw new StartupException(
            "No file matches --input=" + glob + "; check the path, and quote it for the shell.");
      }
    } catch (IOException e) {
      throw new StartupException(
          "The files of --input=" + glob + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private PTransform<PCollection<DeadLetter>, PDone> deadLetters() throws InterruptedException {
    String target = options.getDeadLetters();
    if (target == null) {
      target = readsKafka() ? "kafka:" + topics().get(0) + "-dead-letters" : "files:dead-letters";
    }
    if (target.startsWith("kafka:")) {
      String topic = target.substring("kafka:".length());
      DeadLetterTopic.ensure(kafka, topic);
      return WriteDeadLettersToKafka.of(kafka, topic);
    }
    if (target.startsWith("files:")) {
      return WriteDeadLettersToFiles.of(target.substring("files:".length()));
    }
    throw new IllegalArgumentException(
        "--deadLetters=" + target + " is no place; write kafka:TOPIC or files:FOLDER.");
  }
}
