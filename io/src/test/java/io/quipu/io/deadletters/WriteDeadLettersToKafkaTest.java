package io.quipu.io.deadletters;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.testing.Received;
import io.quipu.io.testing.Received.Blocking;
import io.quipu.io.testing.TestSettings;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.testing.TestKafka;
import io.quipu.transforms.coders.DeadLetterCoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class WriteDeadLettersToKafkaTest {
  private final TestKafka kafka = TestKafka.get();

  /** A message as it is stored in Kafka; a character of the value is a byte. */
  record Message(String key, String value, Map<String, String> headers) {}

  @Test
  void aMessageHasTheRecordsBytesAndItsPlaceAndWhatIsWrong() throws Exception {
    String topic = TestKafka.newName("dead");
    DeadLetterTopic.ensure(TestSettings.of(kafka), topic);

    write(
        topic,
        letter(new byte[] {(byte) 0xff, 0, (byte) 0xc3, '\n'}, 7, "It is no JSON; “send” some."),
        letter(new byte[0], 8, ""));

    assertThat(
        messages(topic),
        containsInAnyOrder(
            new Message(
                "events-2@7",
                "\u00ff\u0000\u00c3\n",
                headers("It is no JSON; “send” some.", "events-2@7")),
            new Message("events-2@8", "", headers("", "events-2@8"))));
  }

  @Test
  void aRecordAsLargeAsALineOfAFileFits() throws Exception {
    String topic = TestKafka.newName("dead");
    DeadLetterTopic.ensure(TestSettings.of(kafka), topic);
    byte[] payload = new byte[16 << 20];
    new Random(3).nextBytes(payload);

    write(topic, letter(payload, 1, "It is too large."));

    List<ConsumerRecord<byte[], byte[]>> records = kafka.read(topic);
    assertThat(records.size(), equalTo(1));
    assertThat(Arrays.equals(records.get(0).value(), payload), equalTo(true));
  }

  @Test
  void aLetterThatKafkaRefusesIsAPermanentFailure() throws Exception {
    String topic = TestKafka.newName("dead");
    NewTopic small = new NewTopic(topic, Optional.of(1), Optional.empty());
    try (Admin admin = kafka.admin()) {
      admin.createTopics(List.of(small.configs(Map.of("max.message.bytes", "1000")))).all().get();
    }
    Exception failure =
        assertThrows(
            Exception.class, () -> write(topic, letter(new byte[5_000], 1, "It is long.")));
    assertThat(
        PermanentFailure.find(failure).map(Throwable::getMessage).orElse("" + failure),
        startsWith("Kafka does not take a dead letter into the topic '" + topic + "' ("));
  }

  @Test
  void manyLettersAllArrive() throws Exception {
    String topic = TestKafka.newName("dead");
    DeadLetterTopic.ensure(TestSettings.of(kafka), topic);
    List<DeadLetter> letters = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      letters.add(letter(new byte[] {(byte) i}, i, "It is wrong."));
      keys.add("events-2@" + i);
    }

    write(topic, letters.toArray(new DeadLetter[0]));

    assertThat(
        messages(topic).stream().map(Message::key).sorted().toList(),
        equalTo(keys.stream().sorted().toList()));
  }

  private void write(String topic, DeadLetter... letters) {
    Pipeline pipeline = Received.pipeline(Blocking.UNTIL_DONE);
    pipeline
        .apply("Letters", Create.of(List.of(letters)).withCoder(DeadLetterCoder.of()))
        .apply("Write", WriteDeadLettersToKafka.of(TestSettings.of(kafka), topic, "quipu-test"));
    pipeline.run();
  }

  private List<Message> messages(String topic) {
    List<Message> messages = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : kafka.read(topic)) {
      Map<String, String> headers = new LinkedHashMap<>();
      record
          .headers()
          .forEach(
              header ->
                  headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
      messages.add(
          new Message(
              new String(record.key(), StandardCharsets.UTF_8),
              new String(record.value(), StandardCharsets.ISO_8859_1),
              headers));
    }
    return messages;
  }

  private static Map<String, String> headers(String message, String source) {
    return Map.of(
        "stage",
        "parse",
        "reason",
        "not-json",
        "message",
        message,
        "source",
        source,
        "job",
        "quipu-test",
        "came",
        "5");
  }

  private static DeadLetter letter(byte[] payload, long offset, String message) {
    RawRecord record = new RawRecord(payload, new SourcePosition("events", 2, offset), 5);
    return new DeadLetter("parse", "not-json", message, record);
  }
}
