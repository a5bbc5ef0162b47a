package io.quipu.it.stack;

import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.kafka.RunningKafka;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/** A Kafka broker and a Cassandra node that require a user, a password and TLS. */
public final class SecuredServers implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String USER = "keeper";
  private static final String KAFKA_PASSWORD = "seven red knots";
  private static final String CASSANDRA_PASSWORD = "four blue knots";
  private static final String STORE_PASSWORD = "nine green knots";
  private static final String WRONG_PASSWORD = "no such knots";

  private final Path folder;
  private final Stores stores;
  private final RunningKafka kafka;
  private final RunningCassandra cassandra;

  private SecuredServers(
      Path folder, Stores stores, RunningKafka kafka, RunningCassandra cassandra) {
    this.folder = folder;
    this.stores = stores;
    this.kafka = kafka;
    this.cassandra = cassandra;
  }

  /** Starts the servers, with their files in a folder, and waits until the user exists. */
  public static SecuredServers start(Path folder) throws Exception {
    Stores stores = Stores.make(Files.createDirectories(folder), STORE_PASSWORD);
    RunningCassandra cassandra =
        LocalCassandra.in(folder.resolve("cassandra"))
            .withYamlEntries(
                Map.of(
                    "authenticator",
                    "PasswordAuthenticator",
                    "client_encryption_options",
                    Map.of(
                        "enabled",
                        true,
                        "optional",
                        false,
                        "keystore",
                        stores.keyStore().toString(),
                        "keystore_password",
                        STORE_PASSWORD)))
            .withSocketFactory(trusting(stores).getSocketFactory())
            .start();
    RunningKafka kafka;
    try {
      kafka =
          LocalKafka.in(folder.resolve("kafka"))
              .withBrokerProperties(brokerProperties(stores))
              .withClientProperties(clientProperties(stores, KAFKA_PASSWORD))
              .start();
    } catch (RuntimeException e) {
      cassandra.close();
      throw e;
    }
    SecuredServers servers = new SecuredServers(folder, stores, kafka, cassandra);
    try {
      servers.writeFiles();
      kafka.awaitReady(TIMEOUT);
      cassandra.awaitReady(TIMEOUT);
      servers.makeUser();
      return servers;
    } catch (Exception e) {
      servers.close();
      throw e;
    }
  }

  private static Map<String, String> brokerProperties(Stores stores) {
    return Map.of(
        "listener.security.protocol.map",
        "CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms",
        "PLAIN",
        "sasl.mechanism.inter.broker.protocol",
        "PLAIN",
        "listener.name.client.plain.sasl.jaas.config",
        login(KAFKA_PASSWORD) + " user_" + USER + "=\"" + KAFKA_PASSWORD + "\";",
        "ssl.keystore.location",
        stores.keyStore().toString(),
        "ssl.keystore.password",
        STORE_PASSWORD,
        "ssl.truststore.location",
        stores.trustStore().toString(),
        "ssl.truststore.password",
        STORE_PASSWORD);
  }

  private static Map<String, String> clientProperties(Stores stores, String password) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        login(password) + ";",
        "ssl.truststore.location",
        stores.trustStore().toString(),
        "ssl.truststore.password",
        STORE_PASSWORD);
  }

  private static String login(String password) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required"
        + " username=\"%s\" password=\"%s\"".formatted(USER, password);
  }

  private static SSLContext trusting(Stores stores) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(stores.trustStore().toFile(), STORE_PASSWORD.toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /**
   * Creates the user, logged in as Cassandra's default user, which exists only some time after the
   * start.
   */
  private void makeUser() throws Exception {
    Path first = file("first-user");
    try (CassandraSession session =
        Awaitility.await()
            .atMost(TIMEOUT)
            .ignoreException(CassandraException.class)
            .until(() -> connect(first), opened -> true)) {
      session
          .cql()
          .execute(
              "CREATE ROLE %s WITH SUPERUSER = true AND LOGIN = true AND PASSWORD = '%s'"
                  .formatted(USER, CASSANDRA_PASSWORD));
    }
  }

  private CassandraSession connect(Path properties) throws InterruptedException {
    CassandraSettings settings =
        CassandraSettings.of(cassandra(), "system").withPropertiesFile(properties.toString());
    return CassandraSession.open(settings, TIMEOUT, progress -> {});
  }

  /** A session as the user; the caller closes it. */
  public CassandraSession connect() throws InterruptedException {
    return connect(cassandraProperties());
  }

  /** Cassandra's host and port. */
  public String cassandra() {
    return cassandra.contactPoint().getHostString() + ":" + cassandra.contactPoint().getPort();
  }

  /** Kafka's host and port. */
  public String kafka() {
    return kafka.bootstrapServers();
  }

  /** The topics of the Kafka. */
  public Topics topics() {
    return new Topics(kafka(), clientProperties(stores, KAFKA_PASSWORD));
  }

  /** The file for {@code --cassandra-properties}. */
  public Path cassandraProperties() {
    return file("cassandra");
  }

  /** A file with a wrong password. */
  public Path wrongCassandraProperties() {
    return file("wrong-cassandra");
  }

  /** A file whose trust store has other certificates, but not the server's. */
  public Path distrustingCassandraProperties() {
    return file("distrusting-cassandra");
  }

  /** The file for {@code --kafka-properties}. */
  public Path kafkaProperties() {
    return file("kafka");
  }

  /** A file with a wrong password. */
  public Path wrongKafkaProperties() {
    return file("wrong-kafka");
  }

  private Path file(String name) {
    return folder.resolve(name + ".properties");
  }

  /** Writes all files once, because commands may read them at any time. */
  private void writeFiles() throws IOException {
    writeCassandra("first-user", "cassandra", "cassandra");
    writeCassandra("cassandra", USER, CASSANDRA_PASSWORD);
    writeCassandra("wrong-cassandra", USER, WRONG_PASSWORD);
    Path everybody = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    write(
        "distrusting-cassandra",
        Map.of("trust-store", everybody.toString(), "trust-store-password", "changeit"));
    write("kafka", clientProperties(stores, KAFKA_PASSWORD));
    write("wrong-kafka", clientProperties(stores, WRONG_PASSWORD));
  }

  private void writeCassandra(String name, String user, String password) throws IOException {
    write(
        name,
        Map.of(
            "user",
            user,
            "password",
            password,
            "trust-store",
            stores.trustStore().toString(),
            "trust-store-password",
            STORE_PASSWORD));
  }

  private void write(String name, Map<String, String> properties) throws IOException {
    Files.write(
        file(name),
        properties.entrySet().stream()
            .map(entry -> entry.getKey() + " = " + entry.getValue())
            .toList());
  }

  /** The secrets, which must appear in no output. */
  public List<String> secrets() {
    return List.of(KAFKA_PASSWORD, CASSANDRA_PASSWORD, STORE_PASSWORD, WRONG_PASSWORD);
  }

  /** The logs of both servers. */
  public String logs() throws IOException {
    return Files.readString(kafka.logFile()) + Files.readString(cassandra.logFile());
  }

  @Override
  public void close() {
    kafka.close();
    cassandra.close();
  }
}
