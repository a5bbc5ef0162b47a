package io.quipu.cli.notify;

import com.google.common.base.Throwables;
import io.quipu.cli.CommandException;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Interrupt;
import io.quipu.cli.KafkaOptions;
import io.quipu.cli.UsageException;
import io.quipu.io.kafka.firings.FiringsTopic;
import io.quipu.model.counter.EscapedText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu notify}: calls a webhook for each firing. */
@Command(
    name = "notify",
    mixinStandardHelpOptions = true,
    description = "Calls a webhook for each firing of a trigger, until Ctrl-C.")
public final class NotifyCommand implements Callable<Integer> {
  private static final int MIN_SECRET_BYTES = 16;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration MAX_BATCH = Duration.ofHours(24);

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--topic",
      required = true,
      description = "The topic that 'triggers' of the catalog names.")
  private String topic = "";

  @Option(
      names = "--url",
      required = true,
      description = "The address that is called: http or https.")
  private URI url = URI.create("");

  @Option(
      names = "--secret-file",
      required = true,
      paramLabel = "FILE",
      description = "A file with the secret that signs each request; at least 16 bytes.")
  private Path secretFile = Path.of("");

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description =
          "A host that a redirect may lead to; by default that of --url alone. Repeat it for several.")
  private List<String> allowedHosts = new ArrayList<>();

  @Option(
      names = "--allow-private",
      description = "Follow redirects to private addresses, such as 10.1.2.3 or 127.0.0.1.")
  private boolean allowPrivate;

  @Option(
      names = "--group",
      defaultValue = "quipu-notify",
      description = "The consumer group, which remembers what was sent (default ${DEFAULT-VALUE}).")
  private String group = "";

  @Option(
      names = "--from-beginning",
      description = "Let a new group begin with the oldest firing; by default, with the next one.")
  private boolean fromBeginning;

  @Option(
      names = "--undelivered",
      paramLabel = "TOPIC",
      description =
          "The topic for firings that the webhook does not take. By default the topic of the firings"
              + " with -undelivered.")
  private @Nullable String undelivered;

  @Option(
      names = "--tries",
      defaultValue = "6",
      description = "How often a firing is sent at most, 1 to 20 (default ${DEFAULT-VALUE}).")
  private int tries;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long an answer may take, 1 to 120 (default ${DEFAULT-VALUE}).")
  private int timeout;

  @Option(
      names = "--parallel",
      defaultValue = "8",
      description = "How many firings are sent at a time, 1 to 100 (default ${DEFAULT-VALUE}).")
  private int parallel;

  @Override
  public Integer call() throws InterruptedException {
    requireRange("--tries", tries, 20);
    requireRange("--timeout", timeout, 120);
    requireRange("--parallel", parallel, 100);
    String keptIn = undelivered == null ? topic + "-undelivered" : undelivered;
    Webhook webhook = webhook();
    try (Interrupt interrupt = Interrupt.handle();
        FiringsConsumer consumer =
            new FiringsConsumer(kafka.settings(), topic, group, parallel, longestBatch());
        KafkaProducer<byte[], byte[]> producer = producer()) {
      interrupt.tellOnly();
      if (!consumer.hasTopic()) {
        throw new CommandException(
            "Kafka at "
                + kafka.settings().bootstrapServers()
                + " has no topic '"
                + topic
                + "'; name that of 'triggers' in the catalog. A job creates it when it starts.");
      }
      FiringsTopic.ensure(kafka.settings(), keptIn);
      consumer.begin(fromBeginning);
      PrintWriter out = spec.commandLine().getOut();
      try (Notifier notifier =
          new Notifier(
              webhook,
              (message, result) -> keep(producer, keptIn, message, result),
              parallel,
              line -> out.println(EscapedText.text(line)))) {
        while (!interrupt.isRequested()) {
          List<ConsumerRecord<byte[], byte[]>> batch = consumer.next();
          if (!batch.isEmpty()) {
            notifier.send(batch);
            consumer.done();
            out.flush();
          }
        }
      }
      return ExitCodes.DONE;
    } catch (KafkaException e) {
      throw new CommandException(
          "The topic '"
              + topic
              + "' cannot be used: "
              + Throwables.getRootCause(e).getMessage()
              + "; check --bootstrap-servers, --kafka-properties and that Kafka runs.",
          e);
    }
  }

  private static void requireRange(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new UsageException(option + "=" + value + " must be 1 to " + most + ".");
    }
  }

  private Webhook webhook() {
    Set<String> hosts = new LinkedHashSet<>(allowedHosts);
    if (url.getHost() != null && hosts.isEmpty()) {
      hosts.add(url.getHost());
    }
    HostRules rules = new HostRules(hosts, allowPrivate);
    rules
        .refusal(url)
        .ifPresent(
            why -> {
              throw new UsageException("--url=" + url + ": " + why + ".");
            });
    return new Webhook(
        url,
        rules,
        new Signature(secret()),
        new Backoff(tries, FIRST_PAUSE, LONGEST_PAUSE),
        Duration.ofSeconds(timeout),
        Clock.systemUTC());
  }

  private byte[] secret() {
    try {
      byte[] secret = Files.readString(secretFile).strip().getBytes(StandardCharsets.UTF_8);
      if (secret.length < MIN_SECRET_BYTES) {
        throw new UsageException(
            "The file "
                + secretFile
                + " has fewer than 16 bytes; write a longer secret, as with openssl rand -hex 32.");
      }
      return secret;
    } catch (IOException e) {
      throw new UsageException(
          "The file "
              + secretFile
              + " of --secret-file cannot be read: "
              + e
              + "; check its path.");
    }
  }

  /** Kafka must not take the partitions away while a firing is tried. */
  private Duration longestBatch() {
    Duration each = LONGEST_PAUSE.plusSeconds(10L * timeout).multipliedBy(tries).plusMinutes(5);
    return each.compareTo(MAX_BATCH) > 0 ? MAX_BATCH : each;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        kafka.settings().clientProperties(Map.of(ProducerConfig.ACKS_CONFIG, "all")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void keep(
      KafkaProducer<byte[], byte[]> producer,
      String keptIn,
      ConsumerRecord<byte[], byte[]> message,
      Webhook.Result result)
      throws InterruptedException {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(keptIn, message.key(), message.value());
    header(record, "reason", String.valueOf(result.failure()));
    header(record, "tries", Integer.toString(result.tries()));
    header(record, "url", url.toString());
    try {
      producer.send(record).get();
    } catch (ExecutionException e) {
      throw new CommandException(
          "Kafka does not take an undelivered firing into the topic '"
              + keptIn
              + "': "
              + Throwables.getRootCause(e).getMessage()
              + "; check --undelivered. The firing is sent again when the command is started again.",
          e);
    }
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
