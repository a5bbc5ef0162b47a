package io.quipu.pipeline;

import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import io.quipu.model.RawRecord;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.cassandra.TrustStore;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.EventFields;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.deadletters.DeadLetterTarget;
import io.quipu.pipeline.read.KafkaSettings;
import io.quipu.pipeline.read.KafkaStart;
import io.quipu.pipeline.read.ReadFiles;
import io.quipu.pipeline.read.ReadKafka;
import io.quipu.pipeline.read.StartFrom;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pipeline of the Statistic or the Customer job from its options: reads the catalog, and
 * settles with Kafka where to start. The schema must have been applied to Cassandra.
 */
public final class CountingJob {
  private static final Duration MIN_WINDOW = Duration.ofMillis(1);
  private static final Duration MAX_WINDOW = Duration.ofDays(1);
  private static final Duration MAX_RETENTION = Duration.ofDays(36_500);

  /** What remains of a write timestamp's 63 bits beside 44 for the count. */
  private static final long MAX_EPOCH = (1L << 19) - 1;

  /** Each costs a timer for each window; far more than any job has tasks. */
  private static final int MAX_SHARDS = 1 << 16;

  private final CountingOptions options;
  private final Consumer<String> progress;
  private final KafkaSettings kafka;

  /**
   * @param progress is told in a line what takes long
   */
  public CountingJob(CountingOptions options, Consumer<String> progress) {
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

  /** Which job it is. */
  public JobKind kind() {
    return options.getJob();
  }

  /** The Kafka consumer group. */
  public String consumerGroup() {
    String given = options.getConsumerGroup();
    return given == null ? kind().consumerGroup() : given;
  }

  /** Under which name the job's lineage is kept. */
  public String lineageName() {
    return kind()
        .lineageOf(readsKafka() ? "kafka:" + consumerGroup() : "files:" + options.getInput());
  }

  /** Where the counts go. */
  public CassandraSettings cassandra() {
    CassandraSettings settings =
        CassandraSettings.of(options.getCassandra(), options.getKeyspace());
    String file = options.getCassandraProperties();
    return file == null ? settings : settings.withPropertiesFile(file);
  }

  /** How long to wait for Kafka and Cassandra. */
  public Duration startupTimeout() {
    return DurationOption.parse("startupTimeout", options.getStartupTimeout());
  }

  /**
   * The pipeline, ready to run.
   *
   * @param lineages is asked when all else is known to be right
   * @throws CatalogException if the catalog has mistakes
   * @throws StartupException if something that the job needs is not there
   * @throws IllegalArgumentException if an option is wrong
   */
  public Pipeline pipeline(LineageRegistry lineages) throws CatalogException, InterruptedException {
    Catalog catalog = CatalogFile.load(Path.of(options.getCatalog()));
    requireCustomers(catalog);
    FileSystems.setDefaultPipelineOptions(options);
    CassandraSettings cassandra = cassandra();
    cassandra.properties().trustStore().ifPresent(TrustStore::context);
    CountingPipeline.Builder counting =
        CountingPipeline.builder()
            .setKind(kind())
            .setCatalog(catalog)
            .setCassandra(cassandra)
            .setWindow(duration("window", options.getWindow(), MIN_WINDOW, MAX_WINDOW))
            .setRetention(
                duration("retention", options.getRetention(), Duration.ZERO, MAX_RETENTION))
            .setEpoch(inRange("epoch", options.getEpoch(), 0, MAX_EPOCH))
            .setDelivery(delivery())
            .setCountMode(countMode())
            .setHoldDeadLetters(holdsDeadLetters())
            .setStickyKeys(runsOnFlink())
            .setShards((int) inRange("shards", options.getShards(), 1, MAX_SHARDS));
    YearMonth hydrateBefore = hydrateBefore();
    if (hydrateBefore != null) {
      counting.setHydrateBefore(hydrateBefore);
    }
    // Nothing is asked of Kafka, nor changed there, before all options are known to be right.
    DeadLetterTarget target = deadLetterTarget();
    Input input = readsKafka() ? kafka() : files();
    counting
        .setRead(input.read())
        .setWriteDeadLetters(target.write(kafka, consumerGroup()))
        .setLineage(lineages.lineage(lineageName(), input.start()));
    Pipeline pipeline = Pipeline.create(options);
    counting.build().build(pipeline);
    return pipeline;
  }

  private void requireCustomers(Catalog catalog) {
    EventFields fields = catalog.event();
    if (kind() == JobKind.CUSTOMER && fields.customer() == null && fields.email() == null) {
      throw new StartupException(
          "The catalog "
              + options.getCatalog()
              + " does not say which customer an event is of; add event.customer or event.email.");
    }
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
    List<String> topics =
        Splitter.on(',').trimResults().omitEmptyStrings().splitToList(options.getInput());
    if (topics.isEmpty()) {
      throw new IllegalArgumentException(
          "--input=" + options.getInput() + " names no topic; write one or, with commas, several.");
    }
    return topics;
  }

  /** Of the runners, Flink has moments from which on a record is never read again. */
  private boolean holdsDeadLetters() {
    return readsKafka() && delivery() == Delivery.EXACTLY_ONCE && runsOnFlink();
  }

  private boolean runsOnFlink() {
    return options.getRunner().getSimpleName().equals("FlinkRunner");
  }

  private StartFrom startFrom() {
    return StartFrom.parse(options.getStartFrom());
  }

  private @Nullable YearMonth hydrateBefore() {
    String text = options.getHydrateBefore();
    if (text == null) {
      return null;
    }
    if (readsKafka() && startFrom() instanceof StartFrom.Earliest) {
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

  /** What is read, and from where on if there is no state. */
  private record Input(PTransform<PBegin, PCollection<RawRecord>> read, String start) {}

  private Input kafka() throws InterruptedException {
    StartFrom start = startFrom();
    int pace =
        (int) inRange("maxEventsPerSecond", options.getMaxEventsPerSecond(), 0, Integer.MAX_VALUE);
    String group = consumerGroup();
    Map<TopicPartition, Long> offsets =
        new KafkaStart(kafka, startupTimeout(), progress).settle(topics(), group, start);
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
    ReadKafka read = ReadKafka.of(kafka, partitions, group).withMaxRecordsPerSecond(pace);
    return new Input(
        delivery() == Delivery.AT_MOST_ONCE ? read.committingOnRead() : read, hash(places));
  }

  /**
   * What a failure may cost.
   *
   * @throws IllegalArgumentException if it does not go with the other options
   */
  public Delivery delivery() {
    Delivery delivery = Delivery.parse(options.getDelivery());
    if (delivery == Delivery.AT_MOST_ONCE && !readsKafka()) {
      throw new IllegalArgumentException(
          "--delivery=at-most-once is for Kafka, which knows what was read; leave it out.");
    }
    if (delivery == Delivery.AT_MOST_ONCE && startFrom() instanceof StartFrom.Earliest) {
      throw new IllegalArgumentException(
          "--delivery=at-most-once goes on from counts that Cassandra has; to read their events again"
              + " would count them twice. Give --startFrom=committed or a time.");
    }
    return delivery;
  }

  private CountMode countMode() {
    CountMode mode = CountMode.parse(options.getCountMode());
    if (mode == CountMode.INCREMENTS && options.getEpoch() != 0) {
      throw new IllegalArgumentException(
          "--epoch replaces final rows, but --countMode=increments only adds; leave one of them"
              + " out.");
    }
    return mode;
  }

  private Input files() {
    String glob = options.getInput();
    try {
      List<MatchResult.Metadata> files = FileSystems.match(glob).metadata();
      if (files.isEmpty()) {
        throw new FileNotFoundException(glob);
      }
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

  private DeadLetterTarget deadLetterTarget() {
    List<String> topics = readsKafka() ? topics() : List.of();
    String target = options.getDeadLetters();
    if (target == null) {
      String name = kind().deadLetters();
      target = topics.isEmpty() ? "files:" + name : "kafka:" + topics.get(0) + "-" + name;
    }
    return DeadLetterTarget.parse(target, topics);
  }

  private static Duration duration(String option, String text, Duration min, Duration max) {
    Duration duration = DurationOption.parse(option, text);
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "--%s=%s is out of range; write %s to %s."
              .formatted(option, text, DurationOption.format(min), DurationOption.format(max)));
    }
    return duration;
  }

  private static long inRange(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "--%s=%d is out of range; write %d to %d.".formatted(option, value, min, max));
    }
    return value;
  }
}
