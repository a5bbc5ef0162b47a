package io.quipu.runners.dataflow;

import io.quipu.io.StartupException;
import io.quipu.io.deadletters.DeadLetterTarget;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.file.NamedFile;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.session.TrustStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks that workers on other machines can open the files of a job. A path without a scheme is a
 * path of the machine that starts the job. A {@code file://} URI is a path of the worker's own
 * container image.
 */
final class WorkerFiles {
  private final List<String> mistakes = new ArrayList<>();

  private WorkerFiles() {}

  /**
   * Checks all files that a worker opens.
   *
   * @throws StartupException with all files that only this machine has
   */
  static void require(JobSpec spec, Catalog catalog) {
    new WorkerFiles().check(spec, catalog);
  }

  private void check(JobSpec spec, Catalog catalog) {
    if (spec.input() instanceof JobSpec.Input.Files files) {
      check("--input", files.glob());
    }
    if (spec.input() instanceof JobSpec.Input.Tail) {
      throw new StartupException(
          "--source=tail reads files of this machine, which Dataflow's workers do not have; give"
              + " --runner=flink.");
    }
    check("--cassandra-properties", spec.options().getCassandraProperties());
    check("--kafka-properties", spec.options().getKafkaProperties());
    if (spec.deadLetters() instanceof DeadLetterTarget.Folder folder) {
      check("--dead-letters", folder.path());
    }
    Optional<TrustStore> trustStore = spec.cassandra().properties().trustStore();
    trustStore.ifPresent(store -> check("trust-store", store.toString()));
    for (LookupTable table : catalog.lookupTables()) {
      if (table.source() instanceof ReferenceSource.File file) {
        check("the lookup " + table.name(), file.path());
      }
    }
    if (!mistakes.isEmpty()) {
      throw new StartupException(
          "Dataflow's workers cannot open files of this machine: "
              + String.join(", ", mistakes)
              + ". Copy them to a bucket, and name them as gs://BUCKET/PATH.");
    }
  }

  private void check(String what, @Nullable String path) {
    if (path != null && !NamedFile.isRemote(path)) {
      mistakes.add(what + " = " + path);
    }
  }
}
