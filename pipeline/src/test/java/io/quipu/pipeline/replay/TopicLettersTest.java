package io.quipu.pipeline.replay;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.deadletters.DeadLetterTarget;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicLettersTest {
  private static final String JOB = "quipu-statistic";

  private final TestKafka kafka = TestKafka.get();
  private String input = "";
  private String topic = "";

  @BeforeEach
  void makeTopics() throws Exception {
    input = kafka.newTopic("replayed", 3);
    topic = kafka.newTopic("letters", 2);
  }

  @Test
  void aLetterIsReadWholeAndACopyLeftOut() throws Exception {
    put(List.of(letter("parse", "not-json", JOB, 7), letter("parse", "not-json", JOB, 7)));
    put(List.of(letter("parse", "not-json", "quipu-customer", 7)));

    List<Letter> letters = letters();

    assertThat(letters.stream().map(Letter::job).sorted().toList().size(), equalTo(2));
    Letter one = letters.get(0);
    assertThat(one.stage() + " " + one.reason(), equalTo("parse not-json"));
    assertThat(one.message(), equalTo("It is wrong."));
    assertThat(one.source(), equalTo(input + "-1@7"));
    assertThat(one.origin(), equalTo(input));
    assertThat(text(one.payload()), equalTo("record 7"));
    assertThat(one.place(), containsString(topic + "-"));
  }

  @Test
  void aRecordGoesBackToItsPartitionAndSaysForWhomItIs() throws Exception {
    put(List.of(letter("parse", "not-json", JOB, 7)));

    assertThat(replay(letter -> true, 1), equalTo(Map.of(input, 1L)));

    ConsumerRecord<byte[], byte[]> record = kafka.read(input).get(0);
    assertThat(record.partition(), equalTo(1));
    assertThat(text(record.value()), equalTo("record 7"));
    assertThat(
        headers(record),
        equalTo(Map.of("quipu-replay-of", input + "-1@7", "quipu-replay-for", JOB)));
  }

  @Test
  void whatWasSentIsNotSentAgain() throws Exception {
    put(
        List.of(
            letter("parse", "not-json", JOB, 1),
            letter("parse", "bad-time", JOB, 2),
            letter("hydrate", "unknown-key", JOB, 3)));

    replay(letter -> letter.reason().equals("bad-time"), 1);
    replay(letter -> letter.stage().equals("parse"), 1);
    // As after a failure of the job.
    put(List.of(letter("parse", "bad-time", JOB, 2)));
    replay(letter -> true, 1);
    replay(letter -> true, 0);

    assertThat(sent(), equalTo(List.of("record 1", "record 2", "record 3")));
    new TopicLetters(settings(), topic)
        .forEach((letter, replayed) -> assertThat(letter.source(), replayed, equalTo(true)));
  }

  @Test
  void nothingIsSentUnlessTheNumberIsTheConfirmedOne() throws Exception {
    put(List.of(letter("parse", "not-json", JOB, 1), letter("parse", "not-json", JOB, 2)));

    LettersException e = assertThrows(LettersException.class, () -> replay(letter -> true, 3));

    assertThat(e.getMessage(), containsString("There are now 2 to replay, not 3"));
    assertThat(sent(), equalTo(List.of()));
  }

  @Test
  void oneThatIsCutOffIsFinishedByTheNext() throws Exception {
    int many = 2_500;
    put(IntStream.range(0, many).mapToObj(i -> letter("parse", "not-json", JOB, i)).toList());
    int[] seen = {0};
    Predicate<Letter> cutOff =
        letter -> {
          // The first round only counts.
          if (++seen[0] == many + 1_700) {
            throw new IllegalStateException("cut off");
          }
          return true;
        };

    assertThrows(IllegalStateException.class, () -> replay(cutOff, many));
    int first = sent().size();
    assertThat(first, greaterThan(0));
    assertThat(first, lessThan(many));
    replay(letter -> true, many - first);

    assertThat(
        sent(), equalTo(IntStream.range(0, many).mapToObj(i -> "record " + i).sorted().toList()));
  }

  @Test
  void aNewReplayLocksOutTheOneBefore() throws Exception {
    put(List.of(letter("parse", "not-json", JOB, 1)));
    ReplayOrder order = order(letter -> true, 1);
    try (ReplayProducer before = new ReplayProducer(settings(), topic, order)) {
      Letter first = letters().get(0);
      before.requireTopic(first);
      before.send(first, 0);

      replay(letter -> true, 1);

      LettersException e = assertThrows(LettersException.class, before::finish);
      assertThat(e.getMessage(), containsString("Another replay of the topic"));
    }
    assertThat(sent(), equalTo(List.of("record 1")));
  }

  @Test
  void aMissingTopicIsReported() {
    LettersException noLetters =
        assertThrows(
            LettersException.class,
            () ->
                Letters.in(new DeadLetterTarget.Topic("nowhere"), settings())
                    .forEach((letter, replayed) -> {}));
    assertThat(noLetters.getMessage(), containsString("has no topic 'nowhere'"));
  }

  @Test
  void aMissingInputTopicIsReported() throws Exception {
    put(List.of(message("parse", "not-json", JOB, "gone-0@4", "record")));

    LettersException e = assertThrows(LettersException.class, () -> replay(letter -> true, 1));

    assertThat(e.getMessage(), containsString("create the topic 'gone'"));
  }

  private Map<String, Long> replay(Predicate<Letter> wanted, long confirmed)
      throws InterruptedException {
    return new TopicLetters(settings(), topic).replay(order(wanted, confirmed));
  }

  private static ReplayOrder order(Predicate<Letter> wanted, long confirmed) {
    return new ReplayOrder(wanted, confirmed, ReplayOrder.UNLIMITED, null, line -> {});
  }

  private List<Letter> letters() throws InterruptedException {
    List<Letter> letters = new ArrayList<>();
    new TopicLetters(settings(), topic).forEach((letter, replayed) -> letters.add(letter));
    return letters;
  }

  private ProducerRecord<byte[], byte[]> letter(
      String stage, String reason, String job, int number) {
    return message(stage, reason, job, input + "-1@" + number, "record " + number);
  }

  private ProducerRecord<byte[], byte[]> message(
      String stage, String reason, String job, String source, String record) {
    List<Header> headers =
        List.of(
            header("stage", stage),
            header("reason", reason),
            header("message", "It is wrong."),
            header("source", source),
            header("job", job));
    return new ProducerRecord<>(topic, null, utf8(source), utf8(record), headers);
  }

  private void put(List<ProducerRecord<byte[], byte[]>> letters) throws Exception {
    kafka.send(letters);
  }

  /** What is in the input and committed. */
  private List<String> sent() {
    return kafka.readCommitted(input).stream()
        .map(record -> text(record.value()))
        .sorted()
        .toList();
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    StreamSupport.stream(record.headers().spliterator(), false)
        .forEach(header -> headers.put(header.key(), text(header.value())));
    return headers;
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, utf8(value));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private KafkaSettings settings() {
    return KafkaSettings.of(kafka.bootstrapServers())
        .withPropertiesFile(kafka.propertiesFile().toString());
  }
}
