package io.quipu.model.cassandra;

import com.google.auto.value.AutoValue;
import io.quipu.model.schema.CountsSchema;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where Cassandra is and how to speak to it. Immutable and serializable; whatever cannot travel to
 * a worker is built there. The password stays out of what is printed.
 */
@AutoValue
public abstract class CassandraSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The port unless one is given. */
  public static final int DEFAULT_PORT = 9042;

  /** The names of the consistency levels that counts can be read and written with. */
  private static final List<String> CONSISTENCIES =
      List.of("ONE", "TWO", "THREE", "QUORUM", "ALL", "LOCAL_QUORUM", "EACH_QUORUM", "LOCAL_ONE");

  /** The hosts that are asked for the others, without ports. */
  public abstract List<String> hosts();

  /** The port of every host. */
  public abstract int port();

  public abstract String keyspace();

  /** The name of the consistency level of every read and write. */
  public abstract String consistency();

  /** How long one answer may take before the request is made again. */
  public abstract Duration requestTimeout();

  abstract @Nullable String datacenterOrNull();

  abstract @Nullable String userOrNull();

  abstract @Nullable String passwordOrNull();

  abstract @Nullable TrustStore trustStoreOrNull();

  /**
   * Settings with the consistency {@code LOCAL_QUORUM}, 12 seconds for a request, no user, no TLS.
   *
   * @param contactPoints {@code host} or {@code host:port}, separated by commas; an IPv6 address
   *     stands in brackets; the hosts of one cluster share one port
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
              + "' have different ports; all nodes of a cluster must answer on one.");
    }
    return new AutoValue_CassandraSettings.Builder()
        .hosts(points.stream().map(ContactPoint::host).toList())
        .port(ports.get(0))
        .keyspace(CountsSchema.requireKeyspace(keyspace))
        .consistency("LOCAL_QUORUM")
        .requestTimeout(Duration.ofSeconds(12))
        .build();
  }

  /** The data center to speak to; none: that of the first host that answers. */
  public Optional<String> datacenter() {
    return Optional.ofNullable(datacenterOrNull());
  }

  /** The user's name; none: no authentication. */
  public Optional<String> user() {
    return Optional.ofNullable(userOrNull());
  }

  /** The user's password, if there is a user. */
  public Optional<String> password() {
    return Optional.ofNullable(passwordOrNull());
  }

  /** By which the servers are known; none: no TLS. */
  public Optional<TrustStore> trustStore() {
    return Optional.ofNullable(trustStoreOrNull());
  }

  /** Speaks to this data center only. */
  public CassandraSettings withDatacenter(String datacenter) {
    return toBuilder().datacenterOrNull(datacenter).build();
  }

  public CassandraSettings withUser(String user, String password) {
    return toBuilder().userOrNull(user).passwordOrNull(password).build();
  }

  /** Speaks TLS, and only to servers that the trust store knows. */
  public CassandraSettings withTrustStore(TrustStore trustStore) {
    return toBuilder().trustStoreOrNull(trustStore).build();
  }

  /**
   * @param consistency a consistency level's name, such as {@code LOCAL_QUORUM}
   * @throws IllegalArgumentException if there is no such level for reads and writes
   */
  public CassandraSettings withConsistency(String consistency) {
    if (!CONSISTENCIES.contains(consistency)) {
      throw new IllegalArgumentException(
          "'" + consistency + "' is no consistency; write one of " + CONSISTENCIES + ".");
    }
    return toBuilder().consistency(consistency).build();
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

    abstract Builder consistency(String consistency);

    abstract Builder requestTimeout(Duration timeout);

    abstract Builder datacenterOrNull(@Nullable String datacenter);

    abstract Builder userOrNull(@Nullable String user);

    abstract Builder passwordOrNull(@Nullable String password);

    abstract Builder trustStoreOrNull(@Nullable TrustStore trustStore);

    abstract CassandraSettings build();
  }
}
