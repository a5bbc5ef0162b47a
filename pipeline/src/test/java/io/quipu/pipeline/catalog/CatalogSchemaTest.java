package io.quipu.pipeline.catalog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The schema that editors use agrees with the check. */
class CatalogSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA_TEXT = read();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SCHEMA_TEXT);

  private final Path folder;

  CatalogSchemaTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static JsonNode read() {
    try (InputStream in = CatalogFile.class.getResourceAsStream("catalog.schema.json")) {
      return JSON.readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(String yaml) {
    return JSON.valueToTree(new Yaml().load(yaml));
  }

  private static Set<ValidationMessage> validate(String yaml) {
    return SCHEMA.validate(tree(yaml));
  }

  private boolean loads(String yaml) {
    try {
      CatalogFile.load(yaml, "catalog.yaml", folder);
      return true;
    } catch (CatalogException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"email-marketing", "shop", "web-analytics"})
  void acceptsTheExamples(String example) throws IOException {
    String text = Files.readString(ExamplesTest.folder(example).resolve("catalog.yaml"));
    assertThat(validate(text), empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "where: 'true'",
        "dimensions: {a: b.c}",
        "dimensions: {a: 'b\\.c'}",
        "dimensions: {a: {field: b, slices: 256}}",
        "dimensions: {a: {field: b, limit: 100000}}",
        "properties: all",
        "properties: {all: true, limit: 1000}",
        "resolutions: day",
        "resolutions: [day, hour]",
        "sums: {r: {field: r, scale: 18}}"
      })
  void acceptsWhatTheCheckAccepts(String line) throws IOException {
    String text = catalog(line);
    assertThat(validate(text), empty());
    assertThat(loads(text), equalTo(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{changes: {topic: t, more-than: 5, within: 1m}}",
        "{changes: {topic: t, more-than: 2.5%}}",
        "{triggers: {topic: t, rules: {a: {statistic: open, resolution: day, when: count > 1, late: never, re-arm: true}}}}",
        "{triggers: {topic: t, rules: {a: {of: customer, statistic: open, resolution: hour, silent-for: 5m, when: count > 1}}}}"
      })
  void acceptsSectionsThatTheCheckAccepts(String change) throws IOException {
    ObjectNode catalog = (ObjectNode) tree(catalog(""));
    catalog.setAll((ObjectNode) tree(change));
    String text = JSON.writeValueAsString(catalog);
    assertThat(validate(text), empty());
    assertThat(loads(text), equalTo(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wehre: 'true'",
        "where: [a]",
        "uniques: perhaps",
        "events: []",
        "dimensions: {'': a}",
        "dimensions: {a: ''}",
        "dimensions: {a: b..c}",
        "dimensions: {a: [b]}",
        "dimensions: [a]",
        "dimensions: {a: {slices: 2}}",
        "dimensions: {a: {field: b, each: c}}",
        "dimensions: {a: {field: b, slices: 257}}",
        "dimensions: {a: {field: b, limit: 0}}",
        "dimensions: {a: {feild: b}}",
        "dimensions: {a: {lookup: messages}}",
        "properties: some",
        "properties: {limit: 5}",
        "properties: {all: true, limit: 0}",
        "resolutions: [week]",
        "resolutions: [day, day]",
        "resolutions: []",
        "sums: {r: {field: r}}",
        "sums: {r: {scale: 2}}",
        "sums: {r: {field: r, scale: 19}}",
        "sums: {count: {field: r, scale: 2}}"
      })
  void rejectsWhatTheCheckRejects(String line) throws IOException {
    String text = catalog(line);
    assertThat(validate(text), not(empty()));
    assertThat(loads(text), equalTo(false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{version: 2}",
        "{event: {company: c, type: t, time: {field: at, unit: weeks}}}",
        "{event: {company: c, type: t, time: at}}",
        "{event: {company: c, type: t}}",
        "{statistics: {}}",
        "{statistic: {}}",
        "{time-zone: ''}",
        "{time-zone: Z}",
        "{time-zone: '+02:00'}",
        "{time-zone: 'UTC+02:00'}",
        "{company-time-zones: {a: '-05:00'}}",
        "{lookups: {m: {key: {a: b}}}}",
        "{lookups: {m: {cassandra: k.t}}}",
        "{lookups: {m: {cassandra: k, key: {a: b}}}}",
        "{lookups: {m: {cassandra: k.t, file: a.csv, key: {a: b}}}}",
        "{lookups: {m: {cassandra: k.t, key: {a: b}, expiry: soon}}}",
        "{lookups: {m: {cassandra: k.t, key: {a: b}, cache: 0}}}",
        "{lookups: {m: {cassandra: k.t, key: {a: b}, missing: drop}}}",
        "{lookups: {m.n: {cassandra: k.t, key: {a: b}}}}",
        "{derived: {a: [b]}}",
        "{changes: {topic: t, within: 1m}}",
        "{changes: {topic: t, more-than: five}}",
        "{triggers: {topic: t}}",
        "{triggers: {rules: {}}}",
        "{triggers: {topic: t, rules: {a: {statistic: open, resolution: day}}}}",
        "{triggers: {topic: t, rules: {a: {statistic: open, resolution: week, when: count > 1}}}}"
      })
  void rejectsSectionsThatTheCheckRejects(String change) throws IOException {
    ObjectNode catalog = (ObjectNode) tree(catalog(""));
    catalog.setAll((ObjectNode) tree(change));
    String text = JSON.writeValueAsString(catalog);
    assertThat(validate(text), not(empty()));
    assertThat(loads(text), equalTo(false));
  }

  @Test
  void describesEveryKeyOfTheTopForEditors() {
    Iterator<JsonNode> keys = SCHEMA_TEXT.get("properties").elements();
    while (keys.hasNext()) {
      assertThat(keys.next().path("description").asText().isEmpty(), equalTo(false));
    }
  }

  private static String catalog(String line) {
    String events = line.startsWith("events") ? "" : "events: open, ";
    return "version: 1\n"
        + "event: {company: c, customer: u, type: t, time: {field: at, unit: millis}}\n"
        + "statistics: {open: {"
        + events
        + line
        + "}}\n";
  }
}
