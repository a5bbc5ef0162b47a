package io.quipu.io.cassandra;

import io.quipu.store.writes.RowTarget;
import org.apache.beam.sdk.transforms.display.DisplayData;

/** The display data of the Cassandra to which rows are written. */
final class TargetDisplayData {
  private TargetDisplayData() {}

  /** Adds the options of a target; none of them is a secret. */
  static void add(RowTarget target, DisplayData.Builder builder) {
    builder
        .add(
            DisplayData.item("hosts", String.join(", ", target.settings().hosts()))
                .withLabel("Cassandra's contact points"))
        .add(DisplayData.item("port", target.settings().port()).withLabel("Cassandra's port"))
        .add(DisplayData.item("keyspace", target.settings().keyspace()).withLabel("Keyspace"))
        .add(
            DisplayData.item("maxWritesInFlight", target.maxWritesInFlight())
                .withLabel("Most writes in flight for each instance"));
  }
}
