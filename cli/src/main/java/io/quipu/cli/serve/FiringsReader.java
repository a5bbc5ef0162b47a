package io.quipu.cli.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Throwables;
import io.quipu.cli.CommandException;
import io.quipu.cli.tail.MessageKey;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.server.api.firings.Firing;
import io.quipu.server.api.firings.RecentFirings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of firings in a thread of its own, and keeps the latest of each company in memory.
 * It has no consumer group, so it disturbs nobody.
 */
public final class FiringsReader implements RecentFirings {
  private static final Logger LOG = LoggerFactory.getLogger(FiringsReader.class);

  private static final int MOST_OF_COMPANY = 1_000;
  private static final int MOST_COMPANIES = 10_000;

  /** How many earlier messages of each partition are read at the start. */
  private static final int EARLIER = 5_000;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final JsonMapper JSON = new JsonMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final Thread thread = new Thread(this::read, "firings");

  // Guarded by itself: companies, and the firings of each by id, the earliest first.
  private final Map<String, Map<String, Firing>> byCompany = new Latest<>(MOST_COMPANIES);

  /** Forgets the eldest entry when there are too many. */
  private static final class Latest<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    Latest(int most) {
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > most;
    }
  }

  private FiringsReader(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /**
   * Starts to read, with the last {@value #EARLIER} messages of each partition.
   *
   * @throws CommandException if Kafka does not answer, or has no such topic
   */
  public static FiringsReader start(KafkaSettings kafka, String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.clientProperties(
                Map.of(
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false,
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    false,
                    // Messages that Kafka deletes meanwhile are old.
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "earliest",
                    ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    FiringsReader reader = new FiringsReader(consumer, topic);
    try {
      reader.begin(kafka.bootstrapServers());
    } catch (KafkaException e) {
      consumer.close();
      throw new CommandException(
          "The topic '"
              + topic
              + "' cannot be read: "
              + Throwables.getRootCause(e).getMessage()
              + "; check --firings, --bootstrap-servers and that Kafka runs.",
          e);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  private void begin(String servers) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new CommandException(
          "Kafka at %s has no topic '%s'; name that of 'triggers' in the catalog by --firings. A job creates it when it starts."
              .formatted(servers, topic));
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    consumer
        .endOffsets(partitions)
        .forEach(
            (partition, end) ->
                consumer.seek(
                    partition, Math.max(begins.getOrDefault(partition, 0L), end - EARLIER)));
  }

  private void read() {
    try {
      while (true) {
        consumer.poll(POLL).forEach(this::keep);
      }
    } catch (WakeupException e) {
      // It is closed.
    } catch (KafkaException e) {
      LOG.error(
          "The topic '{}' cannot be read any more, so no new firings are shown; start the server"
              + " again.",
          topic,
          e);
    } finally {
      consumer.close();
    }
  }

  private void keep(ConsumerRecord<byte[], byte[]> message) {
    byte[] key = message.key();
    byte[] value = message.value();
    String company = key == null ? null : MessageKey.company(key).orElse(null);
    if (company == null || value == null) {
      return;
    }
    try {
      Firing firing = JSON.readValue(value, Firing.class);
      synchronized (byCompany) {
        byCompany
            .computeIfAbsent(company, name -> new Latest<>(MOST_OF_COMPANY))
            .put(firing.id(), firing);
      }
    } catch (JsonProcessingException e) {
      LOG.warn("'{}' has a message that is no firing, at offset {}.", topic, message.offset());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public boolean areRead() {
    return true;
  }

  @Override
  public List<Firing> of(String company) {
    synchronized (byCompany) {
      List<Firing> firings = new ArrayList<>(byCompany.getOrDefault(company, Map.of()).values());
      Collections.reverse(firings);
      return firings;
    }
  }

  /** Stops to read, and waits until the connection is closed. */
  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
