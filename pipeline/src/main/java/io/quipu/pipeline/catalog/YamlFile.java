package io.quipu.pipeline.catalog;

import io.quipu.model.file.NamedFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads small YAML files, and says where and why one is not valid. */
public final class YamlFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 20;

  private YamlFile() {}

  /**
   * Reads a file; null after it has noted a mistake.
   *
   * @param what the content of the file in words, for messages
   */
  public static @Nullable String text(String file, String what, CatalogProblems problems) {
    try (InputStream content = NamedFile.open(file)) {
      byte[] bytes = content.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        problems.add(1, 1, what + " is larger than 1 MiB; write a smaller one.");
        return null;
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException | FileNotFoundException e) {
      problems.add(1, 1, "There is no such file; check the path.");
    } catch (CharacterCodingException e) {
      problems.add(1, 1, what + " is not valid UTF-8; save it in UTF-8.");
    } catch (IOException e) {
      problems.add(
          1, 1, "The file cannot be read (" + e + "); check that it is a file you may read.");
    }
    return null;
  }

  /**
   * Reads YAML; null after it has noted a mistake.
   *
   * @param what the content in words, for messages
   */
  public static @Nullable Node compose(String text, String what, CatalogProblems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    // Unlimited here, because CatalogValues limits what the aliases expand to.
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null) {
        problems.add(1, 1, what + " is empty; write its keys, as its documentation shows.");
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
