package io.quipu.io.kafka;

import com.google.auto.value.AutoValue;
import com.google.common.base.Throwables;
import io.quipu.io.StartupException;
import io.quipu.model.file.NamedFile;
import io.quipu.model.file.Utf8File;
import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of Kafka and its client settings. Security settings stay in a file that each
 * process reads on its own machine when it connects. So no secret is part of a job or appears in
 * its options.
 */
@AutoValue
public abstract class KafkaSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The properties that a file must not set, because the counts would be wrong, with what to do
   * instead. For example, another group would start at other offsets than those that were chosen.
   */
  private static final Map<String, String> OURS =
      Map.of(
          "bootstrap.servers", "give --bootstrap-servers instead",
          "group.id", "give --consumer-group instead",
          "auto.offset.reset", "give --start-from instead",
          "enable.auto.commit", "remove it",
          "isolation.level", "remove it",
          "key.deserializer", "remove it",
          "value.deserializer", "remove it",
          "key.serializer", "remove it",
          "value.serializer", "remove it");

  /** The properties that name a file of certificates. */
  private static final Set<String> STORES =
      Set.of(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);

  /** {@code host:port}, separated by commas. */
  public abstract String bootstrapServers();

  /** Not an Optional, because that is not serializable. */
  abstract @Nullable String propertiesFileOrNull();

  /** The path of a file of Kafka client properties, the same on every worker. */
  public Optional<String> propertiesFile() {
    return Optional.ofNullable(propertiesFileOrNull());
  }

  public static KafkaSettings of(String bootstrapServers) {
    return new AutoValue_KafkaSettings(bootstrapServers, null);
  }

  /**
   * Adds the client properties of a file, such as security settings. They override the job's own,
   * except those that decide what is read, which the file must not set.
   */
  public KafkaSettings withPropertiesFile(String path) {
    return new AutoValue_KafkaSettings(bootstrapServers(), path);
  }

  /**
   * Returns the client's properties: the given ones, the addresses, then those of the file.
   *
   * @throws StartupException if the file cannot be read, or sets a property that only the job may
   *     set
   */
  public Map<String, Object> clientProperties(Map<String, ?> given) {
    Map<String, Object> properties = new HashMap<>(given);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    propertiesFile().ifPresent(path -> properties.putAll(read(path)));
    return properties;
  }

  /**
   * Creates an admin client. Kafka need not be available yet.
   *
   * @param timeout how long to wait for each answer
   * @throws StartupException if an address or a property is wrong
   */
  public Admin admin(Duration timeout) {
    int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    Map<String, Object> properties =
        clientProperties(
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis));
    try {
      return Admin.create(properties);
    } catch (KafkaException e) {
      throw new StartupException(
          "Cannot connect to Kafka at "
              + bootstrapServers()
              + ": "
              + Throwables.getRootCause(e).getMessage()
              + "; check --bootstrap-servers and the file of --kafka-properties.",
          e);
    }
  }

  private static Map<String, Object> read(String path) {
    Properties properties = new Properties();
    try (Reader reader = Utf8File.open(path)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new StartupException(
          "The file of Kafka properties '"
              + path
              + "' cannot be read; check its path, its rights and that it is UTF-8.",
          e);
    } catch (IllegalArgumentException e) {
      throw new StartupException(
          "The file of Kafka properties '"
              + path
              + "' has a wrong escape; write a backslash as two of them.",
          e);
    }
    Map<String, Object> map = new HashMap<>();
    for (String key : properties.stringPropertyNames()) {
      String instead = OURS.get(key);
      if (instead != null) {
        throw new StartupException(
            "The file of Kafka properties '%s' sets %s, which is the job's own; %s."
                .formatted(path, key, instead));
      }
      String value = properties.getProperty(key);
      map.put(key, STORES.contains(key) ? local(key, value, path) : value);
    }
    requireLogin(map, path);
    return map;
  }

  /** The path of certificates for Kafka's client, which reads no remote files. */
  private static String local(String key, String file, String path) {
    try {
      return NamedFile.local(file).toString();
    } catch (IOException e) {
      throw new StartupException(
          "The file of Kafka properties '%s' names %s = %s, which cannot be read (%s); check it."
              .formatted(path, key, file, e.getMessage()),
          e);
    }
  }

  /**
   * Checks the login here, because Kafka's own error quotes it, perhaps with a part of the
   * password.
   */
  private static void requireLogin(Map<String, Object> properties, String path) {
    Object login = properties.get(SaslConfigs.SASL_JAAS_CONFIG);
    if (login == null) {
      return;
    }
    try {
      JaasContext.loadClientContext(
          Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(login.toString())));
    } catch (RuntimeException e) {
      throw new StartupException(
          ("The file of Kafka properties '%s' has a sasl.jaas.config that Kafka cannot read; write"
                  + " MODULE required username=\"...\" password=\"...\"; with the quotes and the"
                  + " semicolon.")
              .formatted(path));
    }
  }
}
