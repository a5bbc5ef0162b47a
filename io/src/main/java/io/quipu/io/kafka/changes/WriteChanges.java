package io.quipu.io.kafka.changes;

import com.google.auto.value.AutoValue;
import io.quipu.io.kafka.JsonMessage;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.model.catalog.ChangeThreshold;
import io.quipu.model.catalog.Changes;
import io.quipu.model.counter.CountRow;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Sends changed rows to a topic of Kafka.
 *
 * <p>In: final rows, with the stream time of their last increment. Out: a message for each selected
 * row.
 *
 * <p>Guarantee: at least once. After a crash, rows are sent again, and not always in order. Each
 * message has the version of its row, so a consumer that keeps the message with the largest version
 * of each row has exactly the numbers in Cassandra. If the catalog has a threshold, such a consumer
 * has them a given time later, and until then numbers that differ less.
 *
 * <p>State: none without a threshold. With one, see {@link SentRow}: about twice the bytes of a row
 * for each row, and one timer of stream time.
 */
@AutoValue
public abstract class WriteChanges extends PTransform<PCollection<CountRow>, PDone> {
  private static final long serialVersionUID = 1L;

  abstract KafkaSettings settings();

  abstract Changes changes();

  abstract Duration retention();

  /** Sends the rows that the catalog selects. State is kept for 31 days. */
  public static WriteChanges of(KafkaSettings settings, Changes changes) {
    return new AutoValue_WriteChanges(settings, changes, Duration.standardDays(31));
  }

  /**
   * Sets how long, in stream time, the state of a row is kept after it was sent. The next change
   * after that is sent, however small it is.
   */
  public WriteChanges withRetention(Duration retention) {
    return new AutoValue_WriteChanges(settings(), changes(), retention);
  }

  @Override
  public PDone expand(PCollection<CountRow> rows) {
    return messages(rows)
        .setCoder(KvCoder.of(ByteArrayCoder.of(), ByteArrayCoder.of()))
        .apply(
            "KafkaIO",
            JsonMessage.sink(
                settings(),
                changes().topic(),
                "a changed row",
                "Or leave 'changes' out of the catalog."));
  }

  private PCollection<KV<byte[], byte[]>> messages(PCollection<CountRow> rows) {
    ChangeThreshold threshold = changes().threshold();
    if (threshold == null) {
      return rows.apply("ToMessage", ParDo.of(new ToMessageFn(changes())));
    }
    return rows.apply("ByRow", ParDo.of(new ByRowFn(changes())))
        .setCoder(KvCoder.of(ByteArrayCoder.of(), rows.getCoder()))
        .apply(
            "WithholdSmallChanges", ParDo.of(new WithholdSmallChangesFn(threshold, retention())));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("bootstrapServers", settings().bootstrapServers())
                .withLabel("Kafka's bootstrap servers"))
        .add(DisplayData.item("topic", changes().topic()).withLabel("Topic of the changes"));
  }

  /** Turns a row into a message. */
  private static final class ToMessageFn extends DoFn<CountRow, KV<byte[], byte[]>> {
    private static final long serialVersionUID = 1L;

    private final Changes changes;
    private final Counter sent = Metrics.counter("quipu", "changes-sent");

    ToMessageFn(Changes changes) {
      this.changes = changes;
    }

    @ProcessElement
    public void process(
        @Element CountRow row, @Timestamp Instant time, OutputReceiver<KV<byte[], byte[]>> out) {
      if (changes.selects(row)) {
        sent.inc();
        out.output(KV.of(ChangeMessage.key(row), ChangeMessage.value(row, came(time))));
      }
    }
  }

  /** At the end of the input, elements have the last of all times. */
  static java.time.Instant came(Instant time) {
    return java.time.Instant.ofEpochMilli(
        time.isBefore(GlobalWindow.INSTANCE.maxTimestamp())
            ? time.getMillis()
            : System.currentTimeMillis());
  }

  /** Gives each selected row the key of its message. */
  private static final class ByRowFn extends DoFn<CountRow, KV<byte[], CountRow>> {
    private static final long serialVersionUID = 1L;

    private final Changes changes;

    ByRowFn(Changes changes) {
      this.changes = changes;
    }

    @ProcessElement
    public void process(@Element CountRow row, OutputReceiver<KV<byte[], CountRow>> out) {
      if (changes.selects(row)) {
        out.output(KV.of(ChangeMessage.key(row), row));
      }
    }
  }
}
