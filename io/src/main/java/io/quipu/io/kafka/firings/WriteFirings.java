package io.quipu.io.kafka.firings;

import com.google.auto.value.AutoValue;
import io.quipu.io.kafka.JsonMessage;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.model.trigger.Firing;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Sends firings to a topic of Kafka.
 *
 * <p>In: firings. Out: a message for each. Guarantee: at least once; a repeated message has the
 * same key. State: none.
 */
@AutoValue
public abstract class WriteFirings extends PTransform<PCollection<Firing>, PDone> {
  private static final long serialVersionUID = 1L;

  abstract KafkaSettings settings();

  abstract String topic();

  /** Sends firings to this topic. */
  public static WriteFirings of(KafkaSettings settings, String topic) {
    return new AutoValue_WriteFirings(settings, topic);
  }

  @Override
  public PDone expand(PCollection<Firing> firings) {
    return firings
        .apply("ToMessage", ParDo.of(new ToMessageFn()))
        .setCoder(KvCoder.of(ByteArrayCoder.of(), ByteArrayCoder.of()))
        .apply(
            "KafkaIO",
            JsonMessage.sink(
                settings(), topic(), "a firing", "Or leave 'triggers' out of the catalog."));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("bootstrapServers", settings().bootstrapServers())
                .withLabel("Kafka's bootstrap servers"))
        .add(DisplayData.item("topic", topic()).withLabel("Topic of the firings"));
  }

  private static final class ToMessageFn extends DoFn<Firing, KV<byte[], byte[]>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Firing firing, OutputReceiver<KV<byte[], byte[]>> out) {
      out.output(KV.of(FiringMessage.key(firing), FiringMessage.value(firing)));
    }
  }
}
