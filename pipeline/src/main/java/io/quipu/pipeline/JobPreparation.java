package io.quipu.pipeline;

import com.google.common.hash.Hashing;
import io.quipu.io.StartupException;
import io.quipu.io.files.EventFileException;
import io.quipu.io.files.ReadFiles;
import io.quipu.io.kafka.KafkaStart;
import io.quipu.io.kafka.ReadKafka;
import io.quipu.io.kafka.StartFrom;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.EventFields;
import io.quipu.model.event.RawRecord;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.store.session.TrustStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.common.TopicPartition;

/**
 * Prepares everything that a job needs, and reports progress. It reads the catalog, commits to
 * Kafka where to start, creates the topic for dead letters and the tables, and records the start.
 */
public final class JobPreparation {
  private final JobSpec spec;
  private final RunnerTraits traits;
  private final IncarnationRegistry incarnations;
  private final Consumer<String> progress;

  /**
   * Creates a preparation that records starts in the job's own keyspace.
   *
   * @param progress receives a line about each step that takes long
   */
  public JobPreparation(JobSpec spec, RunnerTraits traits, Consumer<String> progress) {
    this(spec, traits, new StoredIncarnations(spec, progress), progress);
  }

  JobPreparation(
      JobSpec spec,
      RunnerTraits traits,
      IncarnationRegistry incarnations,
      Consumer<String> progress) {
    this.spec = spec;
    this.traits = traits;
    this.incarnations = incarnations;
    this.progress = progress;
  }

  /** What is read, and where a job without state starts. */
  private record Input(PTransform<PBegin, PCollection<RawRecord>> read, String start) {}

  /**
   * Prepares a start.
   *
   * @throws CatalogException if the catalog has mistakes
   * @throws StartupException if something that the job needs is not available
   * @throws IllegalArgumentException if a file of settings is wrong
   */
  public PreparedJob prepare(JobLife life) throws CatalogException, InterruptedException {
    FileSystems.setDefaultPipelineOptions(spec.options());
    Catalog catalog = CatalogFile.load(Path.of(spec.catalogFile()));
    requireCustomers(catalog);
    spec.cassandra().properties().trustStore().ifPresent(TrustStore::context);
    String name = life.name() == null ? null : "state:" + life.name();
    boolean goesOn =
        life.hasState() || (name != null && incarnations.isLastStart(spec.jobName(), name));
    // Kafka comes last, because its offsets must change only if everything else is valid.
    Input input =
        spec.input() instanceof JobSpec.Input.Topics topics
            ? kafka(topics, goesOn)
            : files(((JobSpec.Input.Files) spec.input()).glob());
    return new PreparedJob(
        spec,
        catalog,
        input.read(),
        spec.deadLetters().write(spec.kafka(), spec.consumerGroup()),
        incarnations.incarnation(
            spec.jobName(), name == null ? input.start() : name, life.hasState()));
  }

  private void requireCustomers(Catalog catalog) {
    EventFields fields = catalog.event();
    if (spec.kind() == JobKind.CUSTOMER && fields.customer() == null && fields.email() == null) {
      throw new StartupException(
          "The catalog "
              + spec.catalogFile()
              + " does not say which customer an event is of; add event.customer or event.email.");
    }
  }

  /**
   * @param goesOn whether state contains where to read; then the group's offsets must not change
   */
  private Input kafka(JobSpec.Input.Topics topics, boolean goesOn) throws InterruptedException {
    String group = spec.consumerGroup();
    Map<TopicPartition, Long> offsets =
        new KafkaStart(spec.kafka(), spec.startupTimeout(), progress)
            .settle(topics.names(), group, goesOn ? new StartFrom.Committed() : topics.start());
    List<TopicPartition> partitions =
        offsets.keySet().stream()
            .sorted(
                Comparator.comparing(TopicPartition::topic)
                    .thenComparing(TopicPartition::partition))
            .toList();
    String places =
        partitions.stream()
            .map(partition -> partition + "@" + offsets.get(partition))
            .collect(Collectors.joining(" "));
    ReadKafka read =
        ReadKafka.of(spec.kafka(), partitions, group)
            .withMaxRecordsPerSecond(topics.maxEventsPerSecond())
            .withReadersSharingThread(traits.readersShareThread());
    return new Input(
        spec.delivery() == Delivery.AT_MOST_ONCE ? read.committingOnRead() : read, hash(places));
  }

  private static Input files(String glob) {
    try {
      List<MatchResult.Metadata> files = FileSystems.match(glob).metadata();
      if (files.isEmpty()) {
        throw new FileNotFoundException(glob);
      }
      ReadFiles.check(files);
      String versions =
          files.stream()
              .map(
                  file ->
                      file.resourceId() + " " + file.sizeBytes() + " " + file.lastModifiedMillis())
              .sorted()
              .collect(Collectors.joining("\n"));
      return new Input(ReadFiles.of(glob), hash(versions));
    } catch (FileNotFoundException e) {
      throw new StartupException(
          "No file matches --input=" + glob + "; check the path, and quote it for the shell.", e);
    } catch (EventFileException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartupException(
          "The files of --input="
              + glob
              + " cannot be listed: "
              + e.getMessage()
              + "; check the path and its rights.",
          e);
    }
  }

  private static String hash(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }
}
