package io.quipu.io.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.quipu.io.StartupException;
import io.quipu.io.kafka.read.ConsumerFactory;
import io.quipu.io.testing.TestSettings;
import io.quipu.testing.TestKafka;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class KafkaSettingsTest {
  private final Path folder;

  KafkaSettingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstKey() throws IOException {
    String file = write("\uFEFFsecurity.protocol=SSL\n");
    assertThat(
        KafkaSettings.of("here:1").withPropertiesFile(file).clientProperties(Map.of()),
        equalTo(Map.of("bootstrap.servers", "here:1", "security.protocol", "SSL")));
  }

  @Test
  void theFileAndItsStoresCanBeOnARemoteFileSystem() throws IOException {
    Path store = Files.writeString(folder.resolve("trust.p12"), "certificates");
    String file = write("ssl.truststore.location=file://" + store + "\n");
    Object local =
        KafkaSettings.of("here:1")
            .withPropertiesFile("file://" + file)
            .clientProperties(Map.of())
            .get("ssl.truststore.location");
    assertThat(local, not(equalTo(store.toString())));
    assertThat(Files.readString(Path.of(String.valueOf(local))), equalTo("certificates"));
  }

  @Test
  void aRemoteFileThatDoesNotExistIsNamed() throws IOException {
    StartupException missing =
        assertThrows(
            StartupException.class,
            () ->
                KafkaSettings.of("here:1")
                    .withPropertiesFile("file:///none/kafka.properties")
                    .clientProperties(Map.of()));
    assertThat(
        missing.getMessage(),
        containsString("'file:///none/kafka.properties' cannot be read; check its path"));
    String file = write("ssl.keystore.location=nowhere://key.p12\n");
    StartupException unknown =
        assertThrows(
            StartupException.class,
            () -> KafkaSettings.of("here:1").withPropertiesFile(file).clientProperties(Map.of()));
    assertThat(
        unknown.getMessage(),
        containsString("names ssl.keystore.location = nowhere://key.p12, which cannot be read ("));
  }

  @Test
  void addressesOverrideGivenPropertiesAndTheFileOverridesAll() throws IOException {
    String file = write("retries = 7\nclient.rack=a-\\u00e9\n");
    Map<String, Object> properties =
        KafkaSettings.of("here:1")
            .withPropertiesFile(file)
            .clientProperties(
                Map.of("bootstrap.servers", "there:2", "retries", 3, "group.id", "group"));
    assertThat(
        properties,
        equalTo(
            Map.of(
                "bootstrap.servers",
                "here:1",
                "retries",
                "7",
                "client.rack",
                "a-\u00e9",
                "group.id",
                "group")));
  }

  @ParameterizedTest
  @CsvSource({
    "bootstrap.servers, give --bootstrap-servers instead",
    "group.id, give --consumer-group instead",
    "auto.offset.reset, give --start-from instead",
    "enable.auto.commit, remove it",
    "isolation.level, remove it",
    "key.deserializer, remove it",
    "value.deserializer, remove it",
    "key.serializer, remove it",
    "value.serializer, remove it"
  })
  void refusesWhatWouldMakeCountsWrong(String key, String instead) throws IOException {
    String file = write("retries=3\n" + key + "=some");
    assertThat(
        problemOf(file),
        equalTo(
            "The file of Kafka properties '"
                + file
                + "' sets "
                + key
                + ", which is the job's own; "
                + instead
                + "."));
  }

  @Test
  void readsTheFileAnewEachTime() throws IOException {
    KafkaSettings settings = KafkaSettings.of("here:1").withPropertiesFile(write("retries=1"));
    assertThat(settings.clientProperties(Map.of()).get("retries"), equalTo("1"));
    write("retries=2");
    assertThat(settings.clientProperties(Map.of()).get("retries"), equalTo("2"));
  }

  @Test
  void saysThatAFileCannotBeRead() {
    assertThat(
        problemOf(folder.resolve("none").toString()),
        equalTo(
            "The file of Kafka properties '"
                + folder.resolve("none")
                + "' cannot be read; check its path, its rights and that it is UTF-8."));
    assertThat(problemOf(folder.toString()), containsString("cannot be read; check its path"));
  }

  @Test
  void saysThatAFileIsNotUtf8() throws IOException {
    Path file = folder.resolve("latin1.properties");
    Files.write(file, new byte[] {'a', '=', (byte) 0xe9, '\n'});
    assertThat(problemOf(file.toString()), containsString("that it is UTF-8."));
  }

  @Test
  void saysThatAnEscapeIsWrongAndNotWhatStandsThere() throws IOException {
    assertThat(
        problemOf(write("sasl.jaas.config=password='C:\\users'")),
        allOf(
            containsString("' has a wrong escape; write a backslash as two of them."),
            not(containsString("users"))));
  }

  @ParameterizedTest
  @CsvSource({
    "nowhere.invalid:9092, '', No resolvable bootstrap urls",
    "localhost, '', Invalid url in bootstrap.servers: localhost",
    "127.0.0.1:9092, security.protocol=SECRET, SECRET",
    "127.0.0.1:9092, retries=many, Invalid value many for configuration retries"
  })
  void saysWhichSettingIsWrong(String servers, String properties, String reason)
      throws IOException {
    KafkaSettings settings = KafkaSettings.of(servers).withPropertiesFile(write(properties));
    StartupException e =
        assertThrows(StartupException.class, () -> settings.admin(Duration.ofSeconds(1)));
    assertThat(
        e.getMessage(),
        allOf(
            containsString("Cannot connect to Kafka at " + servers + ": "),
            containsString(reason),
            containsString("; check --bootstrap-servers and the file of --kafka-properties.")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "M required username=keeper password=red knots;",
        "M required username=keeper password='red' knots;",
        "M required username='keeper' password='red knots'",
        "M required username='keeper' password='red knots;",
        "M knots password='red';",
        "red knots"
      })
  void saysThatALoginIsWrongAndNotWhatStandsThere(String login) throws IOException {
    assertThat(
        problemOf(write("sasl.jaas.config=" + login)),
        allOf(
            containsString("' has a sasl.jaas.config that Kafka cannot read; write MODULE"),
            not(containsString("knots"))));
  }

  @Test
  void thePasswordStaysInTheFile() throws Exception {
    TestKafka kafka = TestKafka.get();
    KafkaSettings settings = TestSettings.of(kafka);
    ByteArrayOutputStream travelling = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(travelling)) {
      out.writeObject(settings);
    }

    List<String> logged =
        loggedDuring(
            () -> {
              try (Admin admin = settings.admin(Duration.ofSeconds(30));
                  var consumer =
                      new ConsumerFactory(settings, 0, false, List.of())
                          .apply(consumerProperties())) {
                admin.listTopics().names().get();
                consumer.listTopics();
              }
            });

    assertThat(settings.toString(), not(containsString(TestKafka.PASSWORD)));
    assertThat(
        travelling.toString(StandardCharsets.ISO_8859_1), not(containsString(TestKafka.PASSWORD)));
    String log = String.join("\n", logged);
    assertThat(log, containsString("sasl.jaas.config = [hidden]"));
    assertThat(log, not(containsString(TestKafka.PASSWORD)));
  }

  private static Map<String, Object> consumerProperties() {
    String deserializer = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
    return Map.of("key.deserializer", deserializer, "value.deserializer", deserializer);
  }

  private interface Action {
    void run() throws Exception;
  }

  /** Everything that Kafka's clients log meanwhile, down to the level of DEBUG. */
  private static List<String> loggedDuring(Action action) throws Exception {
    Logger clients = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    clients.addAppender(appender);
    clients.setAdditive(false);
    clients.setLevel(Level.DEBUG);
    try {
      action.run();
    } finally {
      clients.setLevel(null);
      clients.setAdditive(true);
      clients.detachAppender(appender);
    }
    return List.copyOf(appender.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static String problemOf(String file) {
    KafkaSettings settings = KafkaSettings.of("here:1").withPropertiesFile(file);
    return String.valueOf(
        assertThrows(StartupException.class, () -> settings.clientProperties(Map.of()))
            .getMessage());
  }

  private String write(String text) throws IOException {
    return Files.writeString(folder.resolve("client.properties"), text).toString();
  }
}
