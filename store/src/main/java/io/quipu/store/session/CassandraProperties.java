package io.quipu.store.session;

import com.google.auto.value.AutoValue;
import io.quipu.model.file.Utf8File;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The contents of a file of Cassandra settings: the user, TLS, the data center and the consistency.
 * It holds secrets, so each process reads the file when it connects. It is not serializable, and
 * {@link #toString} shows no secrets.
 */
@AutoValue
public abstract class CassandraProperties {
  /** The properties without a file: no user, no TLS, {@code LOCAL_QUORUM}. */
  static final CassandraProperties NONE = of(new Properties());

  private static final List<String> KEYS =
      List.of(
          "user", "password", "trust-store", "trust-store-password", "datacenter", "consistency");

  /** The consistency levels with which a read sees all acknowledged writes. */
  private static final List<String> CONSISTENCIES =
      List.of("QUORUM", "ALL", "LOCAL_QUORUM", "EACH_QUORUM");

  /** Levels with which a read can miss an acknowledged write. */
  private static final List<String> TOO_WEAK = List.of("ANY", "ONE", "TWO", "THREE", "LOCAL_ONE");

  /** The user's name; empty for no authentication. */
  public abstract Optional<String> user();

  /** The user's password; empty if there is none. */
  public abstract String password();

  /** The trust store with the servers' certificates; empty for no TLS. */
  public abstract Optional<TrustStore> trustStore();

  /** The data center to use; if empty, that of the settings' hosts, which must all be in one. */
  public abstract Optional<String> datacenter();

  /** The name of the consistency level of every read and write. */
  public abstract String consistency();

  /**
   * Reads a properties file in UTF-8, with or without a byte order mark.
   *
   * @throws CassandraException if the file cannot be read, has an unknown key, a password without
   *     its user or trust store, or an unknown consistency level
   */
  static CassandraProperties read(String file) {
    Properties properties = new Properties();
    try (Reader reader = Utf8File.open(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new CassandraException(
          "The file of Cassandra settings '"
              + file
              + "' cannot be read; check its path, its rights and that it is UTF-8.",
          e);
    } catch (IllegalArgumentException e) {
      throw new CassandraException(
          "The file of Cassandra settings '"
              + file
              + "' has a wrong escape; write a backslash as two of them.",
          e);
    }
    requireKnown(properties, file);
    requireTogether(properties, "password", "user", file);
    requireTogether(properties, "trust-store-password", "trust-store", file);
    requireConsistency(properties, file);
    return of(properties);
  }

  private static CassandraProperties of(Properties properties) {
    Optional<TrustStore> trustStore =
        Optional.ofNullable(properties.getProperty("trust-store"))
            .map(path -> TrustStore.of(path, properties.getProperty("trust-store-password", "")));
    return new AutoValue_CassandraProperties(
        Optional.ofNullable(properties.getProperty("user")),
        properties.getProperty("password", ""),
        trustStore,
        Optional.ofNullable(properties.getProperty("datacenter")),
        properties.getProperty("consistency", "LOCAL_QUORUM"));
  }

  private static void requireKnown(Properties properties, String file) {
    for (String key : properties.stringPropertyNames()) {
      if (!KEYS.contains(key)) {
        throw new CassandraException(
            "The file '" + file + "' has the unknown key '" + key + "'; known are " + KEYS + ".");
      }
    }
  }

  /** Fails if a password has no user or trust store, because it would not be used. */
  private static void requireTogether(
      Properties properties, String secret, String owner, String file) {
    if (properties.containsKey(secret) && !properties.containsKey(owner)) {
      throw new CassandraException(
          "The file '%s' has a %s but no %s; add the key '%s'."
              .formatted(file, secret, owner, owner));
    }
  }

  private static void requireConsistency(Properties properties, String file) {
    String consistency = properties.getProperty("consistency");
    if (consistency != null && TOO_WEAK.contains(consistency)) {
      throw new CassandraException(
          "The file '%s' has the consistency '%s', with which a read can miss counts that were"
                  .formatted(file, consistency)
              + " written; write LOCAL_QUORUM.");
    }
    if (consistency != null && !CONSISTENCIES.contains(consistency)) {
      throw new CassandraException(
          "The file '%s' has the unknown consistency '%s'; write one of %s."
              .formatted(file, consistency, CONSISTENCIES));
    }
  }

  /** Shows no secrets. */
  @Override
  public final String toString() {
    return "user " + user() + " trust store " + trustStore() + " datacenter " + datacenter();
  }
}
