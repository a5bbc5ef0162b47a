package io.quipu.pipeline;

import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.cassandra.TrustStore;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Cassandra's settings from an address, a keyspace and a file with what is nobody's business. */
public final class CassandraProperties {
  private static final List<String> KEYS =
      List.of(
          "user", "password", "trust-store", "trust-store-password", "datacenter", "consistency");

  private CassandraProperties() {}

  /**
   * @param file a properties file, or null for none
   * @throws StartupException if the file cannot be read, or has a key that it should not have
   * @throws IllegalArgumentException if the addresses or the keyspace are not of their form
   */
  public static CassandraSettings settings(
      String addresses, String keyspace, @Nullable String file) {
    CassandraSettings settings = CassandraSettings.of(addresses, keyspace);
    if (file == null) {
      return settings;
    }
    Properties properties = read(file);
    String user = properties.getProperty("user");
    if (user != null) {
      settings = settings.withUser(user, properties.getProperty("password", ""));
    }
    String trustStore = properties.getProperty("trust-store");
    if (trustStore != null) {
      settings =
          settings.withTrustStore(
              TrustStore.of(trustStore, properties.getProperty("trust-store-password", "")));
    }
    String datacenter = properties.getProperty("datacenter");
    if (datacenter != null) {
      settings = settings.withDatacenter(datacenter);
    }
    String consistency = properties.getProperty("consistency");
    return consistency == null ? settings : settings.withConsistency(consistency);
  }

  private static Properties read(String file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new StartupException(
          "The file of Cassandra settings '"
              + file
              + "' cannot be read; check its path, its rights and that it is UTF-8.",
          e);
    } catch (IllegalArgumentException e) {
      throw new StartupException(
          "The file of Cassandra settings '"
              + file
              + "' has a wrong escape; write a backslash as two of them.",
          e);
    }
    requireKnown(properties, file);
    requireTogether(properties, "password", "user", file);
    requireTogether(properties, "trust-store-password", "trust-store", file);
    return properties;
  }

  private static void requireKnown(Properties properties, String file) {
    for (String key : properties.stringPropertyNames()) {
      if (!KEYS.contains(key)) {
        throw new StartupException(
            "The file '" + file + "' has the unknown key '" + key + "'; known are " + KEYS + ".");
      }
    }
  }

  /** A secret that would go unused is a mistake. */
  private static void requireTogether(
      Properties properties, String secret, String owner, String file) {
    if (properties.containsKey(secret) && !properties.containsKey(owner)) {
      throw new StartupException(
          "The file '%s' has a %s but no %s; add the key '%s'."
              .formatted(file, secret, owner, owner));
    }
  }
}
