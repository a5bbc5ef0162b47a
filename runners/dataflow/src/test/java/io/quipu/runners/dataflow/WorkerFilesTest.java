package io.quipu.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a job is refused if workers on other machines cannot open its files. */
class WorkerFilesTest {
  private final Path folder;

  WorkerFilesTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    Files.writeString(folder.resolve("trust.p12"), "");
    Files.writeString(
        folder.resolve("local.properties"), "trust-store=" + folder.resolve("trust.p12"));
    Files.writeString(
        folder.resolve("image.properties"), "trust-store=file://" + folder.resolve("trust.p12"));
    Files.writeString(folder.resolve("pages.csv"), "page,section\n/a,sports\n");
    Files.writeString(
        folder.resolve("catalog.yaml"),
        """
        version: 1
        event:
          company: company_id
          customer: customer_id
          type: type
          time: {field: t, unit: millis}
        lookups:
          pages: {file: pages.csv, key: {page: page}}
        statistics:
          view:
            events: [view]
            dimensions:
              section: {lookup: pages.section}
        """);
  }

  @Test
  void namesEachFileThatOnlyThisMachineHas() {
    StartupException refused =
        assertThrows(
            StartupException.class,
            () -> require(folder.toString(), "local.properties", folder.toString()));
    assertThat(
        refused.getMessage(),
        equalTo(
            ("Dataflow's workers cannot open files of this machine: --input = FOLDER/*.jsonl,"
                    + " --cassandra-properties = FOLDER/local.properties, --dead-letters ="
                    + " FOLDER/letters, trust-store = FOLDER/trust.p12, the lookup pages ="
                    + " FOLDER/pages.csv. Copy them to a bucket, and name them as"
                    + " gs://BUCKET/PATH.")
                .replace("FOLDER", folder.toString())));
  }

  @Test
  void takesFilesThatEveryWorkerCanOpen() {
    assertDoesNotThrow(() -> require("file://" + folder, "image.properties", "file://" + folder));
  }

  private void require(String where, String properties, String catalogs) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add("--batch=true");
    arguments.add("--source=files");
    arguments.add("--catalog=" + catalogs + "/catalog.yaml");
    arguments.add("--input=" + where + "/*.jsonl");
    arguments.add("--dead-letters=files:" + where + "/letters");
    arguments.add("--cassandra-properties=" + where + "/" + properties);
    JobSpec spec = JobSpec.parse(JobArguments.parse(arguments, List.of()));
    FileSystems.setDefaultPipelineOptions(spec.options());
    WorkerFiles.require(spec, CatalogFile.load(spec.catalogFile()));
  }
}
