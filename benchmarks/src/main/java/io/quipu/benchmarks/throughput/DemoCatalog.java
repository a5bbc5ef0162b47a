package io.quipu.benchmarks.throughput;

import io.quipu.cli.demo.DemoCommand;
import io.quipu.model.catalog.Catalog;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The catalog of {@code quipu demo}, which the benchmarks use. */
public final class DemoCatalog {
  private static final String FILE = "catalog.yaml";

  private DemoCatalog() {}

  /** Loads and checks the catalog. */
  public static Catalog load() throws IOException, CatalogException {
    return CatalogFile.load(text(), FILE, Path.of("."));
  }

  /**
   * Copies the catalog to a file in a folder, and returns the file; creates the folder if needed.
   */
  public static Path file(Path folder) throws IOException {
    return Files.writeString(Files.createDirectories(folder).resolve(FILE), text());
  }

  private static String text() throws IOException {
    try (InputStream file = DemoCommand.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing from the program; build it again.");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
