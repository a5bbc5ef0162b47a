package io.quipu.store.jobs;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of a job: its life from a start without state to its end, with all restarts between.
 *
 * @param incarnation the number of the run; a later run has a larger one
 * @param job the name of the job, which says what it reads
 * @param start where the run began to read: a hash of offsets or files, or a name
 * @param bootstrapBefore the first month for which Cassandra had no counts when the run began; null
 *     if Cassandra had none at all
 * @param started when the run began
 * @param topics the topics that it reads, with Kafka's id of each and the number of its partitions
 *     when the run began; none for files
 * @param setup what its state and its rows depend on
 * @param ended when all that the run read was written, with its pages; null until then
 */
public record JobRun(
    long incarnation,
    String job,
    String start,
    @Nullable YearMonth bootstrapBefore,
    Instant started,
    Map<String, Topic> topics,
    RunSetup setup,
    @Nullable Instant ended) {

  /**
   * A topic when a run began.
   *
   * @param id the id from Kafka; a topic that is created again gets another one
   * @param partitions how many it had
   */
  public record Topic(String id, int partitions) {}

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  public JobRun {
    topics = Map.copyOf(topics);
  }

  /** The same run, with other ids of its topics. */
  public JobRun withTopicIds(Map<String, String> ids) {
    Map<String, Topic> changed = new HashMap<>();
    topics.forEach(
        (name, topic) ->
            changed.put(name, new Topic(ids.getOrDefault(name, topic.id()), topic.partitions())));
    return new JobRun(incarnation, job, start, bootstrapBefore, started, changed, setup, ended);
  }

  /** The same run, which continues with this setup. */
  public JobRun continuedWith(RunSetup now) {
    return new JobRun(incarnation, job, start, bootstrapBefore, started, topics, now, null);
  }

  /** Whether all that the run read was written. */
  public boolean hasEnded() {
    return ended != null;
  }

  /** When the run began, for a message. */
  public String startedText() {
    return TIME.format(started);
  }

  /** When the run ended, or else when it began, for a message. */
  public String endedText() {
    return TIME.format(ended == null ? started : ended);
  }
}
