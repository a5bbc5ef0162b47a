package io.quipu.pipeline.catalog;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.file.NamedFile;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.model.trigger.Triggers;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a catalog from its YAML file and checks all of it, also every line of its reference data
 * files.
 */
public final class CatalogFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 20;

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
    String text = read(file, problems);
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
    Node root = compose(text, problems);
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
    String text = read(file, problems);
    Node root = text == null ? null : compose(text, problems);
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

  private static @Nullable String read(String file, CatalogProblems problems) {
    try (InputStream content = NamedFile.open(file)) {
      byte[] bytes = content.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        problems.add(1, 1, "The file is larger than 1 MiB; write a smaller one.");
        return null;
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException | FileNotFoundException e) {
      problems.add(1, 1, "There is no such file; check the path.");
    } catch (CharacterCodingException e) {
      problems.add(1, 1, "The file is not valid UTF-8; save it in UTF-8.");
    } catch (IOException e) {
      problems.add(
          1, 1, "The file cannot be read (" + e + "); check that it is a file you may read.");
    }
    return null;
  }

  private static @Nullable Node compose(String text, CatalogProblems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    // Unlimited here, because CatalogValues limits what the aliases expand to.
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null) {
        problems.add(1, 1, "The file is empty; a catalog begins with 'version: 1'.");
      }
      return root;
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      problems.add(
          mark == null ? 1 : mark.getLine() + 1,
          mark == null ? 1 : mark.getColumn() + 1,
          "This is not valid YAML: " + e.getProblem() + "; fix the indentation, quotes or colons.");
    } catch (YAMLException e) {
      problems.add(1, 1, "This is not valid YAML: " + e.getMessage());
    }
    return null;
  }
}
