package io.quipu.pipeline.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A YAML mapping whose keys were checked. */
public final class CatalogSection {
  /** A key and its value. */
  public record Entry(String key, Node keyNode, Node value) {}

  private final Node node;
  private final String what;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private CatalogSection(Node node, String what) {
    this.node = node;
    this.what = what;
  }

  /**
   * Returns a section whose keys are chosen by users.
   *
   * @param what the section in words, for messages
   */
  public static CatalogSection named(Node node, String what, CatalogValues values) {
    CatalogSection section = new CatalogSection(node, what);
    if (!(node instanceof MappingNode mapping)) {
      values.problems().add(node, what + " must hold keys, each with a value after a colon.");
      return section;
    }
    values.spend(node, mapping.getValue().size());
    for (NodeTuple tuple : mapping.getValue()) {
      section.addEntry(tuple, values);
    }
    return section;
  }

  /** Returns a section with a fixed set of allowed keys. */
  public static CatalogSection known(
      Node node, String what, Set<String> keys, CatalogValues values) {
    CatalogSection section = named(node, what, values);
    for (Entry entry : section.entries()) {
      if (!keys.contains(entry.key())) {
        values
            .problems()
            .add(
                entry.keyNode(),
                what
                    + " has no key '"
                    + entry.key()
                    + "'; "
                    + SpellingGuess.suggest(entry.key(), keys));
      }
    }
    return section;
  }

  private void addEntry(NodeTuple tuple, CatalogValues values) {
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      values.problems().add(tuple.getKeyNode(), "A key of " + what + " must be a single word.");
      return;
    }
    Entry entry = new Entry(key.getValue(), key, tuple.getValueNode());
    Entry first = entries.putIfAbsent(key.getValue(), entry);
    if (first != null) {
      values
          .problems()
          .add(
              key,
              "'"
                  + key.getValue()
                  + "' is there twice, first in line "
                  + (first.keyNode().getStartMark().getLine() + 1)
                  + "; remove or rename one of them.");
    }
  }

  public List<Entry> entries() {
    return new ArrayList<>(entries.values());
  }

  Set<String> keys() {
    return entries.keySet();
  }

  public boolean has(String key) {
    return entries.containsKey(key);
  }

  /** Returns the value of a key; null if the section does not have it. */
  public @Nullable Node get(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  /** Returns the value of a required key; if it is missing, notes a problem and returns null. */
  public @Nullable Node require(String key, String right, CatalogValues values) {
    Node value = get(key);
    if (value == null && node instanceof MappingNode) {
      values.problems().add(node, what + " lacks '" + key + "'; " + right);
    }
    return value;
  }
}
