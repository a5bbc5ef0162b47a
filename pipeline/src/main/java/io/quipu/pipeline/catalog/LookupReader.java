package io.quipu.pipeline.catalog;

import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.LookupDefinition;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.LookupTable.Missing;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.catalog.ReferenceSource.FileFormat;
import io.quipu.pipeline.catalog.Section.Entry;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the lookups of a catalog and looks at the files that they name. */
final class LookupReader {
  private static final Set<String> KEYS =
      Set.of("file", "cassandra", "key", "expiry", "cache", "missing");
  private static final int MAX_CACHE = 100_000_000;

  private final Values values;
  private final Path folder;
  private final List<LookupDefinition> definitions = new ArrayList<>();

  /** The columns of the files that could be read. */
  private final Map<String, Set<String>> columns = new HashMap<>();

  LookupReader(Values values, Path folder) {
    this.values = values;
    this.folder = folder;
  }

  void read(@Nullable Node node) {
    if (node != null) {
      for (Entry entry : Section.named(node, "'lookups'", values).entries()) {
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

  /** Notes a column that a lookup's file does not have. */
  void checkColumn(Node node, String lookup, String column) {
    Set<String> known = columns.get(lookup);
    if (known != null && !known.contains(column)) {
      values
          .problems()
          .add(
              node,
              "The file of the lookup '"
                  + lookup
                  + "' has no column '"
                  + column
                  + "'; "
                  + Spelling.suggest(column, known));
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
    Section section = Section.known(entry.value(), what, KEYS, values);
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
      Section section, String lookup, List<String> keyColumns, List<FieldPath> keyFields) {
    Node key =
        section.require("key", "write {COLUMN: FIELD}, the event's field of each column.", values);
    if (key == null) {
      return;
    }
    Section keySection = Section.named(key, "'key'", values);
    if (keySection.entries().isEmpty()) {
      values.problems().add(key, "'key' is empty; write {COLUMN: FIELD}.");
    }
    for (Entry part : keySection.entries()) {
      keyColumns.add(values.name(part.keyNode(), "A column"));
      keyFields.add(values.field(part.value(), "The field of a key"));
      checkColumn(part.keyNode(), lookup, part.key());
    }
  }

  private ReferenceSource source(Section section, Entry entry, String name, String what) {
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
    if (text.contains("://")) {
      return new ReferenceSource.File(text, format);
    }
    Path path = folder.resolve(text).normalize();
    if (!Files.isRegularFile(path)) {
      values
          .problems()
          .add(
              node,
              "The file '"
                  + text
                  + "' does not exist; a relative path starts at the catalog's folder.");
    } else if (format == FileFormat.CSV) {
      readColumns(node, path, lookup);
    }
    return new ReferenceSource.File(path.toString(), format);
  }

  private void readColumns(Node node, Path path, String lookup) {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
        CSVParser parser = format.parse(reader)) {
      columns.put(lookup, Set.copyOf(parser.getHeaderNames()));
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      values
          .problems()
          .add(
              node,
              "The header of the file cannot be read ("
                  + e.getMessage()
                  + "); write a line of different column names first.");
    }
  }
}
