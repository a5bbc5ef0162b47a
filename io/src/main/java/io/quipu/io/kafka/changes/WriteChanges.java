package io.quipu.io.kafka.changes;

import com.google.auto.value.AutoValue;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.SureProducer;
import io.quipu.model.catalog.Changes;
import io.quipu.model.counter.CountRow;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
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
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.joda.time.Instant;

/**
 * Sends changed rows to a topic of Kafka.
 *
 * <p>In: final rows, with the stream time of their last increment. Out: a message for each selected
 * row.
 *
 * <p>Guarantee: at least once. After a crash, rows are sent again, and not always in order. Each
 * message has the version of its row, so a consumer that keeps the message with the largest version
 * of each row has exactly the numbers in Cassandra. State: none.
 */
@AutoValue
public abstract class WriteChanges extends PTransform<PCollection<CountRow>, PDone> {
  private static final long serialVersionUID = 1L;

  /** A row has names of at most 7 kB in all, and a number for each sum. */
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  abstract KafkaSettings settings();

  abstract Changes changes();

  /** Sends the rows that the catalog selects. */
  public static WriteChanges of(KafkaSettings settings, Changes changes) {
    return new AutoValue_WriteChanges(settings, changes);
  }

  @Override
  public PDone expand(PCollection<CountRow> rows) {
    return rows.apply("ToMessage", ParDo.of(new ToMessageFn(changes())))
        .setCoder(KvCoder.of(ByteArrayCoder.of(), ByteArrayCoder.of()))
        .apply(
            "KafkaIO",
            KafkaIO.<byte[], byte[]>write()
                .withBootstrapServers(settings().bootstrapServers())
                .withTopic(changes().topic())
                .withKeySerializer(ByteArraySerializer.class)
                .withValueSerializer(ByteArraySerializer.class)
                .withProducerFactoryFn(
                    SureProducer.factory(
                        settings(),
                        MAX_MESSAGE_BYTES,
                        "a changed row",
                        "Or leave 'changes' out of the catalog.")));
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

    /** At the end of the input, elements have the last of all times. */
    private static long came(Instant time) {
      return time.isBefore(GlobalWindow.INSTANCE.maxTimestamp())
          ? time.getMillis()
          : System.currentTimeMillis();
    }

    @ProcessElement
    public void process(
        @Element CountRow row, @Timestamp Instant time, OutputReceiver<KV<byte[], byte[]>> out) {
      if (changes.selects(row)) {
        sent.inc();
        out.output(
            KV.of(
                ChangeMessage.key(row),
                ChangeMessage.value(row, java.time.Instant.ofEpochMilli(came(time)))));
      }
    }
  }
}
