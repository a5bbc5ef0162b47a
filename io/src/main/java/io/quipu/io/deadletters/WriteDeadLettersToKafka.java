package io.quipu.io.deadletters;

import com.google.auto.value.AutoValue;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.SureProducer;
import io.quipu.model.event.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes dead letters to a Kafka topic: the record's bytes as the value, its position as the key,
 * and the rest in the headers of {@link LetterHeaders}.
 *
 * <p>Guarantee: at least once. After a failure a dead letter may be written twice, with the same
 * key and stage.
 */
@AutoValue
public abstract class WriteDeadLettersToKafka extends PTransform<PCollection<DeadLetter>, PDone> {
  private static final long serialVersionUID = 1L;

  abstract KafkaSettings settings();

  abstract String topic();

  abstract String job();

  /**
   * Writes to a topic.
   *
   * @param job the consumer group of the job that refuses the records
   */
  public static WriteDeadLettersToKafka of(KafkaSettings settings, String topic, String job) {
    return new AutoValue_WriteDeadLettersToKafka(settings, topic, job);
  }

  @Override
  public PDone expand(PCollection<DeadLetter> deadLetters) {
    return deadLetters
        .apply("ToMessage", ParDo.of(new ToMessageFn(topic(), job())))
        .setCoder(new MessageCoder())
        .apply(
            "KafkaIO",
            KafkaIO.<byte[], byte[]>writeRecords()
                .withBootstrapServers(settings().bootstrapServers())
                .withTopic(topic())
                .withKeySerializer(ByteArraySerializer.class)
                .withValueSerializer(ByteArraySerializer.class)
                .withProducerFactoryFn(
                    SureProducer.factory(
                        settings(),
                        DeadLetterTopic.MAX_MESSAGE_BYTES,
                        "a dead letter",
                        "Or name another place with --dead-letters.")));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("bootstrapServers", settings().bootstrapServers())
                .withLabel("Kafka's bootstrap servers"))
        .add(DisplayData.item("topic", topic()).withLabel("Topic of the dead letters"))
        .add(DisplayData.item("job", job()).withLabel("Consumer group of the job"));
  }

  /** Turns a dead letter into a Kafka message. */
  private static final class ToMessageFn extends DoFn<DeadLetter, ProducerRecord<byte[], byte[]>> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final String job;

    ToMessageFn(String topic, String job) {
      this.topic = topic;
      this.job = job;
    }

    @ProcessElement
    public void process(
        @Element DeadLetter letter, OutputReceiver<ProducerRecord<byte[], byte[]>> out) {
      String source = letter.record().position().toString();
      List<Header> headers =
          List.of(
              header(LetterHeaders.STAGE, letter.stage()),
              header(LetterHeaders.REASON, letter.reason()),
              header(LetterHeaders.MESSAGE, letter.message()),
              header(LetterHeaders.SOURCE, source),
              header(LetterHeaders.JOB, job),
              header(LetterHeaders.CAME, Long.toString(letter.record().streamTime())));
      out.output(
          new ProducerRecord<>(topic, null, utf8(source), letter.record().payload(), headers));
    }

    private static Header header(String name, String value) {
      return new RecordHeader(name, utf8(value));
    }

    private static byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
