package io.quipu.pipeline.catalog;

import io.quipu.model.catalog.Catalog;
import java.nio.file.Path;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a catalog from its YAML file and checks all of it, also every line of its reference data
 * files.
 */
public final class CatalogFile {
  private static final String WHAT = "The catalog";

  private CatalogFile() {}

  /**
   * Reads the catalog in a file, in a program that runs no job. It registers Beam's file systems; a
   * job does that with its own options.
   *
   * @throws CatalogException if it has mistakes or cannot be read; it names all of them
   */
  public static Catalog check(String file) throws CatalogException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    return load(file);
  }

  /**
   * Reads the catalog in a file. Paths of other files are relative to its folder.
   *
   * @param file a path of this machine, or a URI of one of Beam's registered file systems
   * @throws CatalogException if it has mistakes or cannot be read; it names all of them
   */
  public static Catalog load(String file) throws CatalogException {
    CatalogProblems problems = new CatalogProblems(file);
    String text = YamlFile.text(file, WHAT, problems);
    return text == null ? fail(problems) : load(text, CatalogFolder.of(file), problems);
  }

  /**
   * Reads a catalog.
   *
   * @param text the YAML
   * @param name its name in messages
   * @param folder the folder of its relative paths
   * @throws CatalogException if it has mistakes; it names all of them
   */
  public static Catalog load(String text, String name, Path folder) throws CatalogException {
    return load(text, new CatalogFolder(folder.toString()), new CatalogProblems(name));
  }

  private static Catalog load(String text, CatalogFolder folder, CatalogProblems problems)
      throws CatalogException {
    Node root = YamlFile.compose(text, WHAT, problems);
    if (root == null) {
      return fail(problems);
    }
    try {
      Catalog catalog = new CatalogReader(text, folder, new CatalogValues(problems)).read(root);
      return problems.isEmpty() ? catalog : fail(problems);
    } catch (CatalogValues.TooLargeException e) {
      return fail(problems);
    }
  }

  private static Catalog fail(CatalogProblems problems) throws CatalogException {
    throw problems.toException();
  }
}
