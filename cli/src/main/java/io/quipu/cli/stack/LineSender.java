package io.quipu.cli.stack;

import com.google.common.base.Throwables;
import io.quipu.cli.CommandException;
import io.quipu.io.files.EventFile;
import io.quipu.io.files.EventFileException;
import io.quipu.model.event.RawRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the lines of files to a topic of the local Kafka, which has no command-line tools. It reads
 * files as a job does.
 */
final class LineSender {
  private static final long TELL_EVERY_NANOS = 2_000_000_000L;

  private final Map<String, Object> kafka;
  private final String topic;
  private final Consumer<String> progress;

  /**
   * @param address the host and port of Kafka
   * @param progress receives a line of text about every two seconds
   */
  LineSender(String address, String topic, Consumer<String> progress) {
    kafka = Map.of("bootstrap.servers", address);
    this.topic = topic;
    this.progress = progress;
  }

  /**
   * Sends all lines that are not empty, and waits until Kafka has written them.
   *
   * @return the number of lines
   * @throws CommandException if a file cannot be read, or Kafka refuses a message
   */
  long send(List<Path> files) throws InterruptedException {
    makeTopic();
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    long sent = 0;
    long told = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Path file : files) {
        try (EventFile lines = EventFile.open(file.toString(), Files.newByteChannel(file))) {
          for (RawRecord line = lines.next(); line != null; line = lines.next()) {
            var unused =
                producer.send(
                    new ProducerRecord<>(topic, line.payload()),
                    (written, error) -> failure.compareAndSet(null, error));
            sent++;
            if (System.nanoTime() - told > TELL_EVERY_NANOS) {
              told = System.nanoTime();
              progress.accept("%,d messages ...".formatted(sent));
            }
          }
        } catch (EventFileException e) {
          throw new CommandException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
          throw new CommandException(
              "The file '" + file + "' cannot be read; check its path and its rights.", e);
        }
      }
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new CommandException("Kafka has refused a message: " + failed.getMessage(), failed);
    }
    return sent;
  }

  private void makeTopic() throws InterruptedException {
    try (Admin admin = Admin.create(kafka)) {
      NewTopic wanted = new NewTopic(topic, Optional.empty(), Optional.empty());
      admin.createTopics(List.of(wanted)).all().get();
      progress.accept("The topic " + topic + " was created.");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new CommandException(
            "Kafka does not make the topic '"
                + topic
                + "': "
                + Throwables.getRootCause(e).getMessage(),
            e);
      }
    }
  }
}
