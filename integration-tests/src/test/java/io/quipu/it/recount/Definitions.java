package io.quipu.it.recount;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The content of a catalog file, read without checks because the catalog is valid. */
final class Definitions {
  private final Map<?, ?> yaml;
  private final Map<String, Map<List<String>, Map<String, String>>> lookups = new LinkedHashMap<>();

  private Definitions(Map<?, ?> yaml) {
    this.yaml = yaml;
  }

  static Definitions read(Path file) throws IOException {
    try (Reader in = Files.newBufferedReader(file)) {
      Definitions definitions = new Definitions(new Yaml().<Map<?, ?>>load(in));
      for (String name : names(definitions.map("lookups"))) {
        definitions.lookups.put(name, definitions.lookupRows(file, name));
      }
      return definitions;
    }
  }

  /** Returns the text at a path of keys, or null if the path does not exist. */
  @Nullable String text(String... keys) {
    Object at = yaml;
    for (String key : keys) {
      at = at instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return at == null ? null : at.toString();
  }

  /** The map at a path of keys; empty if there is none. */
  Map<?, ?> map(String... keys) {
    Object at = yaml;
    for (String key : keys) {
      at = at instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return at instanceof Map<?, ?> map ? map : Map.of();
  }

  List<String> list(String... keys) {
    Object at = yaml;
    for (String key : keys) {
      at = at instanceof Map<?, ?> map ? map.get(key) : null;
    }
    List<String> texts = new ArrayList<>();
    if (at instanceof List<?> list) {
      list.forEach(element -> texts.add(String.valueOf(element)));
    }
    return texts;
  }

  List<String> statistics() {
    return names(map("statistics"));
  }

  static List<String> names(Map<?, ?> map) {
    return map.keySet().stream().map(String::valueOf).toList();
  }

  /** The event's fields of a lookup's key, in the order of the rows' keys. */
  List<String> lookupFields(String lookup) {
    return map("lookups", lookup, "key").values().stream().map(String::valueOf).toList();
  }

  /** The row of a key; empty if the key is unknown. */
  Map<String, String> lookupRow(String lookup, List<String> key) {
    return lookups.getOrDefault(lookup, Map.of()).getOrDefault(key, Map.of());
  }

  private Map<List<String>, Map<String, String>> lookupRows(Path catalog, String lookup)
      throws IOException {
    List<String> keyColumns = names(map("lookups", lookup, "key"));
    Map<List<String>, Map<String, String>> rows = new LinkedHashMap<>();
    Path file = catalog.resolveSibling(String.valueOf(text("lookups", lookup, "file")));
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader in = Files.newBufferedReader(file)) {
      for (CSVRecord record : format.parse(in)) {
        rows.put(keyColumns.stream().map(record::get).toList(), record.toMap());
      }
    }
    return rows;
  }
}
