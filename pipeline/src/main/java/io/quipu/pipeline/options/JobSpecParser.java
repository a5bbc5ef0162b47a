package io.quipu.pipeline.options;

import com.google.common.base.Splitter;
import io.quipu.io.deadletters.DeadLetterTarget;
import io.quipu.io.files.tail.content.FilePattern;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.store.session.CassandraSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates a {@link JobSpec} from options, and collects all mistakes. */
final class JobSpecParser {
  private static final Duration MIN_WINDOW = Duration.ofMillis(1);
  private static final Duration MAX_WINDOW = Duration.ofDays(1);
  private static final Duration MAX_RETENTION = Duration.ofDays(36_500);
  private static final Duration MAX_STARTUP = Duration.ofDays(365);

  /** Each shard costs a timer for each window; this limit is far more than any job has tasks. */
  private static final int MAX_SHARDS = 1 << 16;

  private final CountingOptions options;
  private final List<String> mistakes = new ArrayList<>();

  JobSpecParser(CountingOptions options) {
    this.options = options;
  }

  /**
   * Returns the job of the options.
   *
   * @throws OptionsException with all mistakes, if there are any
   */
  JobSpec parse() {
    JobSpec.Builder spec =
        JobSpec.builder()
            .setKind(options.getJob())
            .setCatalogFile(required("catalog", options.getCatalog(), "the path of a catalog"))
            .setOptions(options)
            .setWindow(duration("window", options.getWindow(), MIN_WINDOW, MAX_WINDOW))
            .setRetention(
                duration("retention", options.getRetention(), Duration.ZERO, MAX_RETENTION))
            .setStartupTimeout(
                duration(
                    "startup-timeout", options.getStartupTimeout(), Duration.ZERO, MAX_STARTUP))
            .setShards((int) inRange("shards", options.getShards(), 1, MAX_SHARDS));
    Source source = source();
    boolean readsKafka = source == Source.KAFKA;
    String input = required("input", options.getInput(), "topics, or a glob of files");
    List<String> topics = readsKafka ? topics(input) : List.of();
    StartFrom start = start();
    int pace =
        (int)
            inRange("max-events-per-second", options.getMaxEventsPerSecond(), 0, Integer.MAX_VALUE);
    boolean countAgain = countAgain(readsKafka);
    JobSpec.Input read =
        switch (source) {
          case KAFKA -> new JobSpec.Input.Topics(topics, start, pace);
          case FILES -> new JobSpec.Input.Files(input, countAgain);
          case TAIL -> tail(input, countAgain);
        };
    spec.setInput(read)
        .setKafka(kafka())
        .setConsumerGroup(consumerGroup())
        .setDelivery(delivery(readsKafka, start))
        .setCountMode(countMode())
        .setTriggersDelivery(
            read(
                () -> TriggersDelivery.parse(options.getTriggersDelivery()),
                TriggersDelivery.DURABLE))
        .setBatch(batch(readsKafka, start))
        .setBootstrapBefore(bootstrapBefore(readsKafka, start));
    CassandraSettings cassandra = read(this::cassandra);
    DeadLetterTarget deadLetters = read(() -> deadLetters(topics));
    requireOthers(read, deadLetters);
    if (!mistakes.isEmpty() || cassandra == null || deadLetters == null) {
      throw new OptionsException(mistakes);
    }
    return spec.setCassandra(cassandra).setDeadLetters(deadLetters).build();
  }

  /** Returns a value; if it is wrong, notes the mistake and returns null. */
  private <T> @Nullable T read(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException | PermanentFailure e) {
      mistakes.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Returns a value; if it is wrong, notes the mistake and returns the other value. */
  private <T> T read(Supplier<T> value, T otherwise) {
    T read = read(value);
    return read == null ? otherwise : read;
  }

  private enum Source {
    KAFKA,
    FILES,
    TAIL
  }

  private Source source() {
    return switch (options.getSource()) {
      case "kafka" -> Source.KAFKA;
      case "files" -> Source.FILES;
      case "tail" -> Source.TAIL;
      default -> {
        mistakes.add(
            "--source=" + options.getSource() + " is no source; write kafka, files or tail.");
        yield Source.FILES;
      }
    };
  }

  private JobSpec.Input.Tail tail(String input, boolean countAgain) {
    if (options.getBatch()) {
      mistakes.add(
          "A backfill counts files that are whole, and --source=tail reads files while they are"
              + " written; give --source=files.");
    }
    if (!(start() instanceof StartFrom.Earliest)) {
      mistakes.add(
          "--start-from is for Kafka. A tail begins with the first line of each file, or where its"
              + " last run has ended; leave it out.");
    }
    // So that a missing input is told once.
    String named = input.isEmpty() ? "*.jsonl" : input;
    return new JobSpec.Input.Tail(
        read(() -> FilePattern.of(named), FilePattern.of("*.jsonl")), countAgain);
  }

  /** A tail must not read what it writes. */
  private void requireOthers(JobSpec.Input input, @Nullable DeadLetterTarget target) {
    if (input instanceof JobSpec.Input.Tail tail
        && target instanceof DeadLetterTarget.Folder folder
        && !folder.path().contains("://")
        && tail.files().reads(Path.of(folder.path(), "dead-letters-1.jsonl"))) {
      mistakes.add(
          "--input=%s also matches the dead letters of the job, in %s; name another folder by --dead-letters=files:FOLDER."
              .formatted(tail.files(), folder.path()));
    }
  }

  private boolean countAgain(boolean readsKafka) {
    if (options.getCountAgain() && readsKafka) {
      mistakes.add("--count-again is for files; with Kafka, give --start-from instead.");
    }
    return options.getCountAgain();
  }

  private String required(String option, @Nullable String given, String what) {
    if (given == null) {
      mistakes.add("--" + option + " is missing; give " + what + ".");
    }
    return given == null ? "" : given;
  }

  private List<String> topics(String input) {
    List<String> topics = Splitter.on(',').trimResults().omitEmptyStrings().splitToList(input);
    if (topics.isEmpty() && options.getInput() != null) {
      mistakes.add("--input=" + input + " names no topic; write one or, with commas, several.");
    }
    return topics;
  }

  private StartFrom start() {
    return read(() -> StartFrom.parse(options.getStartFrom()), new StartFrom.Committed());
  }

  private KafkaSettings kafka() {
    KafkaSettings settings = KafkaSettings.of(options.getBootstrapServers());
    String file = options.getKafkaProperties();
    return file == null ? settings : settings.withPropertiesFile(file);
  }

  private String consumerGroup() {
    String given = options.getConsumerGroup();
    return given == null ? options.getJob().consumerGroup() : given;
  }

  private CassandraSettings cassandra() {
    CassandraSettings settings =
        CassandraSettings.of(options.getCassandra(), options.getKeyspace());
    String file = options.getCassandraProperties();
    return file == null ? settings : settings.withPropertiesFile(file);
  }

  private Delivery delivery(boolean readsKafka, StartFrom start) {
    Delivery delivery = read(() -> Delivery.parse(options.getDelivery()), Delivery.EXACTLY_ONCE);
    if (delivery == Delivery.AT_MOST_ONCE && !readsKafka) {
      mistakes.add(
          "--delivery=at-most-once is for Kafka, which knows what was read; leave it out.");
    } else if (delivery == Delivery.AT_MOST_ONCE && start instanceof StartFrom.Earliest) {
      mistakes.add(
          "--delivery=at-most-once continues from counts in Cassandra; reading their events again"
              + " would count them twice. Give --start-from=committed or a time.");
    }
    return delivery;
  }

  private boolean batch(boolean readsKafka, StartFrom start) {
    if (options.getBatch()
        && readsKafka
        && (start instanceof StartFrom.Latest || start instanceof StartFrom.Committed)) {
      mistakes.add(
          "A backfill counts what topics have already; give --start-from=earliest or a time.");
    }
    if (options.getBatch() && options.getDelivery().equals("at-most-once")) {
      mistakes.add("A backfill counts each record once; leave out --delivery.");
    }
    if (options.getBatch() && options.getBootstrapBefore() != null) {
      mistakes.add(
          "A backfill takes nothing over from stored counts; leave out --bootstrap-before.");
    }
    if (options.getBatch() && !options.getCountMode().equals("final")) {
      mistakes.add("A backfill writes final numbers; leave out --count-mode.");
    }
    String letters = options.getDeadLetters();
    if (options.getBatch() && letters != null && letters.startsWith("kafka:")) {
      mistakes.add(
          "The dead letters of a backfill go to files, because it must know when it has all of"
              + " them; write --dead-letters=files:FOLDER.");
    }
    return options.getBatch();
  }

  private CountMode countMode() {
    return read(() -> CountMode.parse(options.getCountMode()), CountMode.FINAL);
  }

  private @Nullable YearMonth bootstrapBefore(boolean readsKafka, StartFrom start) {
    String text = options.getBootstrapBefore();
    if (text == null) {
      return null;
    }
    if (readsKafka && start instanceof StartFrom.Earliest) {
      mistakes.add(
          "--bootstrap-before continues from counts in Cassandra; reading their events again"
              + " would count them twice. Give --start-from=committed or a time.");
    }
    try {
      return YearMonth.parse(text);
    } catch (DateTimeParseException e) {
      mistakes.add("--bootstrap-before=" + text + " is no month; write one such as 2026-11.");
      return null;
    }
  }

  private DeadLetterTarget deadLetters(List<String> topics) {
    String target = options.getDeadLetters();
    if (target == null) {
      String name = options.getJob().deadLetters();
      target =
          topics.isEmpty() || options.getBatch()
              ? "files:" + name
              : "kafka:" + topics.get(0) + "-" + name;
    }
    return DeadLetterTarget.parse(target, topics);
  }

  private Duration duration(String option, String text, Duration min, Duration max) {
    Duration duration = read(() -> DurationOption.parse(option, text));
    if (duration == null) {
      return min;
    }
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      mistakes.add(
          "--%s=%s is out of range; write %s to %s."
              .formatted(option, text, DurationOption.format(min), DurationOption.format(max)));
    }
    return duration;
  }

  private long inRange(String option, long value, long min, long max) {
    if (value < min || value > max) {
      mistakes.add("--%s=%d is out of range; write %d to %d.".formatted(option, value, min, max));
    }
    return Math.max(min, Math.min(max, value));
  }
}
