package io.quipu.store.session;

import com.google.auto.value.AutoValue;
import io.quipu.store.schema.CountsSchema;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address of Cassandra, and how to connect to it. Immutable and serializable. User, password
 * and trust store stay in a properties file. Each process that connects reads the file on its own
 * machine, so a job contains no secret.
 */
@AutoValue
public abstract class CassandraSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The default port. */
  public static final int DEFAULT_PORT = 9042;

  /** The contact points, without ports; the driver learns the other nodes from them. */
  public abstract List<String> hosts();

  /** The port of every host. */
  public abstract int port();

  public abstract String keyspace();

  /** How long one answer may take before the request is repeated. */
  public abstract Duration requestTimeout();

  /** Not an Optional, because that is not serializable. */
  abstract @Nullable String propertiesFileOrNull();

  /**
   * Settings with 12 seconds for a request and no file: no user, no TLS, {@code LOCAL_QUORUM}.
   *
   * @param contactPoints {@code host} or {@code host:port}, separated by commas; an IPv6 address
   *     needs brackets; the hosts of one cluster share one port
   * @throws IllegalArgumentException if the contact points or the keyspace are not of that form
   */
  public static CassandraSettings of(String contactPoints, String keyspace) {
    List<ContactPoint> points =
        Arrays.stream(contactPoints.split(",", -1)).map(ContactPoint::parse).toList();
    List<Integer> ports = points.stream().map(ContactPoint::port).distinct().toList();
    if (ports.size() > 1) {
      throw new IllegalArgumentException(
          "The contact points '"
              + contactPoints
              + "' have different ports; all nodes of a cluster must use one port.");
    }
    return new AutoValue_CassandraSettings.Builder()
        .hosts(points.stream().map(ContactPoint::host).toList())
        .port(ports.get(0))
        .keyspace(CountsSchema.requireKeyspace(keyspace))
        .requestTimeout(Duration.ofSeconds(12))
        .build();
  }

  /**
   * The same settings with a properties file, which may have the keys {@code user}, {@code
   * password}, {@code trust-store}, {@code trust-store-password}, {@code datacenter} and {@code
   * consistency}.
   *
   * @param path the same on every worker
   */
  public CassandraSettings withPropertiesFile(String path) {
    return toBuilder().propertiesFileOrNull(path).build();
  }

  /**
   * Reads the properties file on this machine; without a file, returns the defaults.
   *
   * @throws IllegalArgumentException if the file cannot be read, or is wrong
   */
  public CassandraProperties properties() {
    String path = propertiesFileOrNull();
    return path == null ? CassandraProperties.NONE : CassandraProperties.read(path);
  }

  /**
   * @param timeout 1 millisecond to 10 minutes
   * @throws IllegalArgumentException if it is out of range
   */
  public CassandraSettings withRequestTimeout(Duration timeout) {
    if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "The request timeout is " + timeout + "; it must be 1 ms to 10 minutes.");
    }
    return toBuilder().requestTimeout(timeout).build();
  }

  /** For logs and messages: hosts, port and keyspace, nothing secret. */
  @Override
  public final String toString() {
    return String.join(",", hosts()) + " port " + port() + " keyspace " + keyspace();
  }

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder hosts(List<String> hosts);

    abstract Builder port(int port);

    abstract Builder keyspace(String keyspace);

    abstract Builder requestTimeout(Duration timeout);

    abstract Builder propertiesFileOrNull(@Nullable String path);

    abstract CassandraSettings build();
  }
}
