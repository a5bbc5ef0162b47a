package io.quipu.store.schema;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many copies of every row a keyspace keeps, and in which data centers. */
@AutoValue
public abstract class Replication implements Serializable {
  private static final long serialVersionUID = 1L;

  /** One copy: for one node. */
  public static final Replication ONE = ofFactor(1);

  /** The copies in the whole cluster; 0 if they are given by data center. */
  abstract int factor();

  abstract Map<String, Integer> datacenters();

  /**
   * This many copies on any nodes of the cluster; for a cluster of one data center.
   *
   * @throws IllegalArgumentException if the factor is below 1
   */
  public static Replication ofFactor(int factor) {
    return new AutoValue_Replication(requirePositive(factor), Map.of());
  }

  /**
   * A number of copies in each data center.
   *
   * @throws IllegalArgumentException if there is no data center, or a number below 1
   */
  public static Replication ofDatacenters(Map<String, Integer> datacenters) {
    if (datacenters.isEmpty()) {
      throw new IllegalArgumentException("The replication names no data center; write east=3.");
    }
    datacenters.values().forEach(Replication::requirePositive);
    return new AutoValue_Replication(0, Map.copyOf(datacenters));
  }

  /**
   * The replication that a user wrote: {@code 3}, or by data center {@code east=3,west=2}.
   *
   * @throws IllegalArgumentException if the text has neither form
   */
  public static Replication parse(String text) {
    try {
      if (!text.contains("=")) {
        return ofFactor(Integer.parseInt(text.trim()));
      }
      Map<String, Integer> datacenters = new TreeMap<>();
      for (String part : text.split(",", -1)) {
        int equals = part.lastIndexOf('=');
        String name = part.substring(0, Math.max(0, equals)).trim();
        if (name.isEmpty()) {
          throw new NumberFormatException();
        }
        datacenters.put(name, Integer.valueOf(part.substring(equals + 1).trim()));
      }
      return ofDatacenters(datacenters);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no replication; write a number, or east=3,west=2.", e);
    }
  }

  /** The replication as a CQL map. */
  public String cql() {
    if (factor() > 0) {
      return "{'class': 'SimpleStrategy', 'replication_factor': " + factor() + "}";
    }
    return new TreeMap<>(datacenters())
        .entrySet().stream()
            .map(e -> "'" + e.getKey().replace("'", "''") + "': " + e.getValue())
            .collect(Collectors.joining(", ", "{'class': 'NetworkTopologyStrategy', ", "}"));
  }

  private static int requirePositive(int copies) {
    if (copies < 1) {
      throw new IllegalArgumentException(
          "The replication asks for " + copies + " copies; it must be at least 1.");
    }
    return copies;
  }
}
