package io.quipu.cli.tail;

import com.google.common.base.Throwables;
import io.quipu.cli.CommandException;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Interrupt;
import io.quipu.cli.KafkaOptions;
import io.quipu.model.counter.EscapedText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that prints a topic, and what it does with them. */
public final class TopicTail {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int TIMEOUT_MILLIS = 30_000;

  @Mixin private KafkaOptions kafka;

  @Option(names = "--topic", required = true, description = "The topic that the catalog names.")
  private String topic = "";

  @Option(
      names = "--company",
      description = "Print what is of this company alone; by default what is of all.")
  private @Nullable String company;

  @Option(
      names = "--from-beginning",
      description = "Begin with the oldest message that Kafka has; by default, with the next one.")
  private boolean fromBeginning;

  /**
   * Prints the messages of the topic as they come, each as a line of JSON, until Ctrl-C.
   *
   * @param section the section of the catalog that names the topic
   * @return the exit code
   */
  public int print(PrintWriter out, String section) {
    Map<String, Object> properties =
        kafka
            .settings()
            .clientProperties(
                Map.of(
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false,
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    false,
                    ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS));
    try (Interrupt interrupt = Interrupt.handle();
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      interrupt.tellOnly();
      consumer.assign(partitions(consumer, section));
      if (fromBeginning) {
        consumer.seekToBeginning(consumer.assignment());
      } else {
        consumer.seekToEnd(consumer.assignment());
      }
      while (!interrupt.isRequested() && !out.checkError()) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
          print(message, out);
        }
        out.flush();
      }
      return ExitCodes.DONE;
    } catch (KafkaException e) {
      throw new CommandException(
          "The topic '"
              + topic
              + "' cannot be read: "
              + Throwables.getRootCause(e).getMessage()
              + "; check --bootstrap-servers, --kafka-properties and that Kafka runs.",
          e);
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String section) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions.isEmpty()) {
      throw new CommandException(
          "Kafka at "
              + kafka.settings().bootstrapServers()
              + " has no topic '"
              + topic
              + "'; name that of '"
              + section
              + "' in the catalog. A job creates it when it starts.");
    }
    return partitions.stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  private void print(ConsumerRecord<byte[], byte[]> message, PrintWriter out) {
    byte[] value = message.value();
    if (value != null && isWanted(message.key())) {
      out.println(EscapedText.text(new String(value, StandardCharsets.UTF_8)));
    }
  }

  /** The key is a JSON array that begins with the company. */
  private boolean isWanted(byte @Nullable [] key) {
    return company == null
        || (key != null && MessageKey.company(key).filter(company::equals).isPresent());
  }
}
