package io.quipu.pipeline.migration;

import io.quipu.model.calendar.Resolution;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogProblems;
import io.quipu.pipeline.catalog.CatalogSection;
import io.quipu.pipeline.catalog.CatalogValues;
import io.quipu.pipeline.catalog.YamlFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a {@link CounterMapping} from its YAML file. */
public final class MappingFile {
  private static final String WHAT = "The mapping";
  private static final int MAX_SCALE = 18;
  private static final Set<String> KEYS =
      Set.of(
          "table",
          "company",
          "statistic",
          "dimension",
          "value",
          "bucket",
          "resolution",
          "amount",
          "sums");

  private final CatalogProblems problems;
  private final CatalogValues values;

  private MappingFile(CatalogProblems problems) {
    this.problems = problems;
    this.values = new CatalogValues(problems);
  }

  /**
   * Reads a file.
   *
   * @throws CatalogException if it has mistakes or cannot be read; it names all of them
   */
  public static CounterMapping load(String file) throws CatalogException {
    CatalogProblems problems = new CatalogProblems(file);
    String text = YamlFile.text(file, WHAT, problems);
    Node root = text == null ? null : YamlFile.compose(text, WHAT, problems);
    List<CounterMapping.Table> tables =
        root == null ? List.of() : new MappingFile(problems).read(root);
    if (!problems.isEmpty()) {
      throw problems.toException();
    }
    return new CounterMapping(file, tables);
  }

  private List<CounterMapping.Table> read(Node root) {
    CatalogSection section = CatalogSection.known(root, WHAT, Set.of("version", "tables"), values);
    Node version = section.require("version", "write 'version: 1'.", values);
    if (version != null) {
      values.wholeNumber(version, "The version", 1, 1);
    }
    Node list = section.require("tables", "list the tables to migrate.", values);
    List<CounterMapping.Table> tables = new ArrayList<>();
    if (list instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
      for (Node one : sequence.getValue()) {
        CounterMapping.Table table = table(one);
        if (table != null) {
          tables.add(table);
        }
      }
    } else if (list != null) {
      problems.add(list, "tables must be a list; begin each table with '- table: keyspace.name'.");
    }
    return tables;
  }

  private CounterMapping.@Nullable Table table(Node node) {
    CatalogSection section = CatalogSection.known(node, "A table", KEYS, values);
    Node named = section.require("table", "write its keyspace and name, as in old.counts.", values);
    CounterMapping.Part company = part(section, "company", true);
    CounterMapping.Part statistic = part(section, "statistic", true);
    CounterMapping.Part dimension = part(section, "dimension", false);
    CounterMapping.Part value = part(section, "value", false);
    CounterMapping.Part resolution = part(section, "resolution", true);
    Node bucketNode =
        section.require("bucket", "name its column, as in bucket: {column: day}.", values);
    Node amountNode =
        section.require("amount", "name the counter, as in amount: {column: total}.", values);
    Map<String, CounterMapping.Amount> sums = sums(section.get("sums"));
    if ((dimension == null) != (value == null)) {
      problems.add(
          node,
          "A dimension and its value go together; add the missing one, or remove both for whole"
              + " statistics.");
    }
    if (resolution != null && resolution.constant() != null) {
      requireResolution(resolution.constant(), resolution.place());
    }
    if (resolution != null) {
      resolution.names().values().forEach(word -> requireResolution(word, resolution.place()));
    }
    if (named == null
        || company == null
        || statistic == null
        || resolution == null
        || bucketNode == null
        || amountNode == null) {
      return null;
    }
    String table = values.text(named, "The table");
    int dot = table.indexOf('.');
    if (dot < 1 || dot == table.length() - 1) {
      problems.add(
          named, "The table must be a keyspace and a name with a dot between, as in old.counts.");
    }
    CatalogSection bucket =
        CatalogSection.known(bucketNode, "The bucket", Set.of("column", "unit"), values);
    CounterMapping.Column bucketColumn = column(bucket, "The bucket");
    CounterMapping.Column amount =
        column(
            CatalogSection.known(amountNode, "The amount", Set.of("column"), values), "The amount");
    if (bucketColumn == null || amount == null) {
      return null;
    }
    return new CounterMapping.Table(
        place(named),
        table.substring(0, Math.max(0, dot)),
        table.substring(dot + 1),
        company,
        statistic,
        dimension,
        value,
        resolution,
        bucketColumn,
        unit(bucket.get("unit")),
        amount,
        sums);
  }

  private void requireResolution(String word, CounterMapping.Place place) {
    try {
      Resolution.ofWord(word);
    } catch (IllegalArgumentException e) {
      problems.add(place.line(), place.column(), String.valueOf(e.getMessage()));
    }
  }

  private CounterMapping.Unit unit(@Nullable Node node) {
    return node == null
        ? CounterMapping.Unit.MILLIS
        : values.word(
            node,
            "The unit",
            Map.of("seconds", CounterMapping.Unit.SECONDS, "millis", CounterMapping.Unit.MILLIS),
            CounterMapping.Unit.MILLIS);
  }

  private Map<String, CounterMapping.Amount> sums(@Nullable Node node) {
    Map<String, CounterMapping.Amount> sums = new LinkedHashMap<>();
    if (node != null) {
      for (CatalogSection.Entry entry : CatalogSection.named(node, "sums", values).entries()) {
        CatalogSection sum =
            CatalogSection.known(entry.value(), "A sum", Set.of("column", "scale"), values);
        CounterMapping.Column column = column(sum, "The sum '" + entry.key() + "'");
        Node scale = sum.get("scale");
        if (column != null) {
          sums.put(
              entry.key(),
              new CounterMapping.Amount(
                  column,
                  scale == null ? 0 : values.wholeNumber(scale, "The scale", 0, MAX_SCALE)));
        }
      }
    }
    return sums;
  }

  private CounterMapping.@Nullable Part part(
      CatalogSection section, String key, boolean isRequired) {
    String right = "write %s: {column: NAME} or %s: {constant: TEXT}.".formatted(key, key);
    Node node = isRequired ? section.require(key, right, values) : section.get(key);
    if (node == null) {
      return null;
    }
    CatalogSection part =
        CatalogSection.known(
            node, "The " + key, Set.of("column", "constant", "names", "others"), values);
    if (part.has("column") == part.has("constant")) {
      problems.add(node, "The " + key + " is either a column or a constant; " + right);
      return null;
    }
    Node constant = part.get("constant");
    if (constant != null && (part.has("names") || part.has("others"))) {
      problems.add(node, "Names are for the values of a column; remove 'names' and 'others'.");
    }
    Map<String, String> names = new HashMap<>();
    Node given = part.get("names");
    if (given != null) {
      for (CatalogSection.Entry entry : CatalogSection.named(given, "names", values).entries()) {
        names.put(entry.key(), values.text(entry.value(), "The name"));
      }
    }
    Node others = part.get("others");
    boolean leavesOut =
        others != null && values.word(others, "others", Map.of("leave-out", true), true);
    return new CounterMapping.Part(
        constant == null ? column(part, "The " + key) : null,
        constant == null ? null : values.text(constant, "The constant"),
        names,
        leavesOut,
        place(node));
  }

  private CounterMapping.@Nullable Column column(CatalogSection section, String what) {
    Node node = section.require("column", "name the column of " + what + ".", values);
    return node == null
        ? null
        : new CounterMapping.Column(values.text(node, what + "'s column"), place(node));
  }

  private static CounterMapping.Place place(Node node) {
    return new CounterMapping.Place(
        node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
  }
}
