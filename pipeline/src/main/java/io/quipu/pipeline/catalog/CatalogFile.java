package io.quipu.pipeline.catalog;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.model.trigger.Triggers;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a catalog from its YAML file and checks all of it, also every line of its reference data
 * files.
 */
public final class CatalogFile {
  private static final String WHAT = "The catalog";
  private static final String TRIGGERS = "The file of triggers";

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
      checkTriggerFile(catalog, problems);
      return problems.isEmpty() ? catalog : fail(problems);
    } catch (CatalogValues.TooLargeException e) {
      return fail(problems);
    }
  }

  /**
   * Reads a file of triggers: their names, each with its rule.
   *
   * @param catalog declares what they look at
   * @throws CatalogException if it has mistakes or cannot be read; it names all of them
   */
  public static List<TriggerDefinition> loadTriggers(String file, Catalog catalog)
      throws CatalogException {
    CatalogProblems problems = new CatalogProblems(file);
    String text = YamlFile.text(file, TRIGGERS, problems);
    Node root = text == null ? null : YamlFile.compose(text, TRIGGERS, problems);
    if (text == null || root == null) {
      throw problems.toException();
    }
    CatalogValues values = new CatalogValues(problems);
    List<TriggerDefinition> triggers = List.of();
    try {
      triggers =
          new TriggersReader(
                  values, new Expressions(text, values), catalog.definitions(), catalog.sequences())
              .otherRules(root, catalog.triggers());
    } catch (CatalogValues.TooLargeException e) {
      // The problem is noted.
    }
    if (!problems.isEmpty()) {
      throw problems.toException();
    }
    return triggers;
  }

  /** Its mistakes are told before a job runs, too. */
  private static void checkTriggerFile(Catalog catalog, CatalogProblems problems) {
    Triggers triggers = catalog.triggers();
    if (triggers != null && triggers.file() != null && problems.isEmpty()) {
      try {
        loadTriggers(triggers.file(), catalog);
      } catch (CatalogException e) {
        e.problems().forEach(problems::add);
      }
    }
  }

  private static Catalog fail(CatalogProblems problems) throws CatalogException {
    throw problems.toException();
  }
}
