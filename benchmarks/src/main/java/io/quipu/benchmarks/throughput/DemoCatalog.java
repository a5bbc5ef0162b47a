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

/** What is counted: the catalog of {@code quipu demo}. */
public final class DemoCatalog {
  private static final String FILE = "catalog.yaml";

  private DemoCatalog() {}

  /** The checked catalog. */
  public static Catalog load() throws IOException, CatalogException {
    return CatalogFile.load(text(), FILE, Path.of("."));
  }

  /** The catalog as a file in a folder, which is made if it is missing. */
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
