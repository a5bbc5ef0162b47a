package io.quipu.pipeline.catalog;

import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.LookupDefinition;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.LookupTable.Missing;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.catalog.ReferenceSource.FileFormat;
import io.quipu.model.file.NamedFile;
import io.quipu.pipeline.catalog.CatalogSection.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the lookups of a catalog, and checks the files that they name. */
final class LookupReader {
  private static final Set<String> KEYS =
      Set.of("file", "cassandra", "key", "expiry", "cache", "missing");
  private static final int MAX_CACHE = 100_000_000;

  private final CatalogValues values;
  private final CatalogFolder folder;
  private final List<LookupDefinition> definitions = new ArrayList<>();

  private final Map<String, LookupFile> files = new LinkedHashMap<>();

  LookupReader(CatalogValues values, CatalogFolder folder) {
    this.values = values;
    this.folder = folder;
  }

  void read(@Nullable Node node) {
    if (node != null) {
      for (Entry entry : CatalogSection.named(node, "'lookups'", values).entries()) {
        definitions.add(readLookup(entry));
      }
    }
  }

  List<LookupDefinition> definitions() {
    return definitions;
  }

  List<String> names() {
    return definitions.stream().map(definition -> definition.table().name()).toList();
  }

  /** Notes that a column is needed, so that {@link #checkFiles} can check it. */
  void ask(Node node, String lookup, String column) {
    LookupFile file = files.get(lookup);
    if (file != null) {
      file.ask(node, column);
    }
  }

  /** Reads all files completely. The caller has noted all needed columns before. */
  void checkFiles() {
    for (LookupDefinition definition : definitions) {
      LookupFile file = files.get(definition.table().name());
      if (file != null) {
        file.check(definition.table().keyColumns(), values.problems());
      }
    }
  }

  private LookupDefinition readLookup(Entry entry) {
    String name = values.name(entry.keyNode(), "The name of a lookup");
    if (name.contains(".")) {
      values
          .problems()
          .add(entry.keyNode(), "The name of a lookup has a dot; a dot separates its column.");
    }
    String what = "The lookup '" + name + "'";
    CatalogSection section = CatalogSection.known(entry.value(), what, KEYS, values);
    LookupTable.Builder table = LookupTable.builder().setName(name);
    table.setSource(source(section, entry, name, what));
    Node expiry = section.get("expiry");
    if (expiry != null) {
      table.setExpiry(values.duration(expiry, "'expiry'"));
    }
    Node cache = section.get("cache");
    if (cache != null) {
      table.setCacheSize(values.wholeNumber(cache, "'cache'", 1, MAX_CACHE));
    }
    Node missing = section.get("missing");
    if (missing != null) {
      Map<String, Missing> words =
          Map.of("count", Missing.COUNT, "dead-letter", Missing.DEAD_LETTER);
      table.setMissing(values.word(missing, "'missing'", words, Missing.COUNT));
    }
    List<String> keyColumns = new ArrayList<>();
    List<FieldPath> keyFields = new ArrayList<>();
    readKey(section, name, keyColumns, keyFields);
    return new LookupDefinition(table.setKeyColumns(keyColumns).build(), keyFields);
  }

  private void readKey(
      CatalogSection section, String lookup, List<String> keyColumns, List<FieldPath> keyFields) {
    Node key =
        section.require("key", "write {COLUMN: FIELD}, the event's field of each column.", values);
    if (key == null) {
      return;
    }
    CatalogSection keySection = CatalogSection.named(key, "'key'", values);
    if (keySection.entries().isEmpty()) {
      values.problems().add(key, "'key' is empty; write {COLUMN: FIELD}.");
    }
    for (Entry part : keySection.entries()) {
      keyColumns.add(values.name(part.keyNode(), "A column"));
      keyFields.add(values.field(part.value(), "The field of a key"));
      ask(part.keyNode(), lookup, part.key());
    }
  }

  private ReferenceSource source(CatalogSection section, Entry entry, String name, String what) {
    Node file = section.get("file");
    Node cassandra = section.get("cassandra");
    if ((file == null) == (cassandra == null)) {
      values
          .problems()
          .add(
              entry.keyNode(),
              what + " needs either 'file: PATH' or 'cassandra: KEYSPACE.TABLE', and not both.");
    }
    if (cassandra != null) {
      return cassandraTable(cassandra);
    }
    return file == null ? new ReferenceSource.File("none.csv", FileFormat.CSV) : file(file, name);
  }

  private ReferenceSource cassandraTable(Node node) {
    String text = values.text(node, "'cassandra'");
    int dot = text.indexOf('.');
    if (dot < 0
        || !isIdentifier(text.substring(0, dot))
        || !isIdentifier(text.substring(dot + 1))) {
      values
          .problems()
          .add(node, "'cassandra' must name a keyspace and a table, as in reference.messages.");
      return new ReferenceSource.CassandraTable("keyspace", "table");
    }
    return new ReferenceSource.CassandraTable(text.substring(0, dot), text.substring(dot + 1));
  }

  private static boolean isIdentifier(String name) {
    return !name.isEmpty()
        && name.length() <= 48
        && name.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
  }

  private ReferenceSource file(Node node, String lookup) {
    String text = values.text(node, "'file'");
    String lower = text.toLowerCase(Locale.ROOT);
    FileFormat format = lower.endsWith(".csv") ? FileFormat.CSV : FileFormat.JSON_LINES;
    if (!lower.endsWith(".csv") && !lower.endsWith(".jsonl") && !lower.endsWith(".ndjson")) {
      values
          .problems()
          .add(
              node,
              "'file' must end with .csv (comma-separated, with a header line) or .jsonl (one JSON"
                  + " object a line).");
    }
    String path = folder.resolve(text);
    ReferenceSource.File source = new ReferenceSource.File(path, format);
    if (NamedFile.isRemote(path) || Files.isRegularFile(Path.of(path))) {
      files.put(lookup, new LookupFile(lookup, node, source));
    } else {
      values
          .problems()
          .add(
              node,
              "The file '"
                  + text
                  + "' does not exist; a relative path starts at the catalog's folder.");
    }
    return source;
  }
}
