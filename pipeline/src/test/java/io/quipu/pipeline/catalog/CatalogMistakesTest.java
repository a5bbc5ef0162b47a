package io.quipu.pipeline.catalog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.catalog.Catalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that each mistake of a catalog is named, with its place and what to write. */
class CatalogMistakesTest {
  private final Path folder;
  private final TestCatalogs catalogs;

  CatalogMistakesTest(@TempDir Path folder) {
    this.folder = folder;
    catalogs = new TestCatalogs(folder);
  }

  @Test
  void namesAllMistakesAtOnceInTheOrderOfTheFile() {
    List<String> problems =
        catalogs.problems(
            """
            version: 2
            events: {}
            event: {company: c, customer: u, type: t, time: {field: at, unit: second}}
            time-zone: Europe/Lodnon
            lookups:
              messages: {file: none.csv, key: {id: message}, expiry: soon}
            derived:
              big: 'event.revenue >'
            statistics:
              open:
                events: [open, open]
                where: 'evnt.bot == true'
                dimensions:
                  a: {field: a, each: b}
                  b: {lookup: mesages.name}
                  c: {derived: bigg}
                  d: {field: d, slices: 257}
                sums:
                  count: {field: n, scale: 19}
              open: {events: []}
            """);

    assertThat(
        problems,
        contains(
            allOf(startsWith("catalog.yaml:1:10: "), containsString("write 'version: 1'")),
            allOf(startsWith("catalog.yaml:2:1: "), containsString("did you mean 'event'?")),
            allOf(startsWith("catalog.yaml:3:67: "), containsString("did you mean 'seconds'?")),
            allOf(startsWith("catalog.yaml:4:12: "), containsString("'Europe/London'")),
            allOf(startsWith("catalog.yaml:6:20: "), containsString("does not exist")),
            allOf(startsWith("catalog.yaml:6:58: "), containsString("10m")),
            allOf(startsWith("catalog.yaml:8:24: "), containsString("no valid CEL")),
            allOf(startsWith("catalog.yaml:11:20: "), containsString("'open' twice")),
            allOf(startsWith("catalog.yaml:12:13: "), containsString("'evnt'")),
            allOf(startsWith("catalog.yaml:14:7: "), containsString("it has 2")),
            allOf(startsWith("catalog.yaml:15:19: "), containsString("did you mean 'messages'?")),
            allOf(startsWith("catalog.yaml:16:20: "), containsString("did you mean 'big'?")),
            allOf(startsWith("catalog.yaml:17:29: "), containsString("from 1 to 256")),
            allOf(startsWith("catalog.yaml:19:7: "), containsString("another name")),
            allOf(startsWith("catalog.yaml:19:32: "), containsString("from 0 to 18")),
            allOf(startsWith("catalog.yaml:20:3: "), containsString("first in line 10"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "dimensions: {'': a}                 | 3:48: The name of a dimension is empty",
        "dimensions: {a: ''}                 | is empty; write a text",
        "dimensions: {a: b..c}               | is no field",
        "dimensions: {a: [b]}                | must be a text",
        "dimensions: {\"a\\u0007\": b}       | control character",
        "dimensions: [a]                     | must hold keys",
        "dimensions: {a: {slices: 2}}        | it has 0",
        "dimensions: {a: {field: b, limit: 0}} | from 1 to 100000",
        "dimensions: {a: {feild: b}}         | did you mean 'field'?",
        "dimensions: {a: {lookup: messages}} | must name a lookup and its column",
        "dimensions: {a: {lookup: m.n}}      | There is no lookup 'm'; there is none",
        "sums: {r: {field: r}}               | lacks 'scale'",
        "sums: {r: {scale: 2}}               | either 'field' or 'derived'",
        "sums: {r: {field: r, scale: two}}   | whole number from 0 to 18",
        "properties: some                    | cannot be 'some'",
        "properties: {all: true, limit: 0}   | from 1 to 1000",
        "properties: {limit: 5}              | lacks 'all'",
        "resolutions: []                     | at least one element",
        "resolutions: [week]                 | cannot be 'week'; known are day, hour, month",
        "uniques: perhaps                    | cannot be 'perhaps'",
        "where: event.quantity + 1.5 + 'a'   | no valid CEL",
        "where: \"'text'\"                   | a filter must be true or false",
        "wehre: a                            | did you mean 'where'?"
      })
  void saysWhatWouldBeRight(String line, String message) {
    List<String> problems =
        catalogs.problems(TestCatalogs.HEAD + "statistics: {open: {events: open, " + line + "}}\n");
    assertThat(problems, hasItem(containsString(message)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "version: 1                          | lacks 'event'",
        "version: 1                          | lacks 'statistics'",
        "[1, 2]                              | must hold keys",
        "a: b: c                             | not valid YAML",
        "lookups: {m: {key: {a: b}}}         | either 'file: PATH' or 'cassandra",
        "lookups: {m: {cassandra: x, key: {a: b}}} | a keyspace and a table",
        "lookups: {m: {file: x.txt, key: {a: b}}}  | must end with .csv",
        "lookups: {m: {cassandra: k.t}}      | lacks 'key'",
        "lookups: {m: {cassandra: k.t, key: {}}} | 'key' is empty",
        "lookups: {m.n: {cassandra: k.t, key: {a: b}}} | has a dot",
        "lookups: {m: {cassandra: k.t, key: {a: b}, expiry: 0s}} | from 1s to 366d",
        "lookups: {m: {cassandra: k.t, key: {a: b}, expiry: 99999999999999999999d}} | 366d",
        "lookups: {m: {cassandra: k.t, key: {a: b}, cache: -1}} | from 1 to 100000000",
        "lookups: {m: {cassandra: k.t, key: {a: b}, missing: drop}} | cannot be 'drop'",
        "company-time-zones: {a: Mars}       | does not exist",
        "company-time-zones: {a: +02:00}     | '+02:00' is an offset from UTC, not a zone",
        "time-zone: Z                        | write 'UTC' for this clock all year, or a place's",
        "time-zone: '+02:00'                 | write 'Etc/GMT-2' for this clock all year, or a",
        "time-zone: UTC-5                    | write 'Etc/GMT+5' for this clock all year, or a",
        "time-zone: '+05:30'                 | not a zone; write a place's name in the IANA",
        "time-zone: utc                      | did you mean 'UTC'?",
        "statistics: {}                      | is empty",
        "event: {company: c}                 | 'event' lacks 'type'",
        "event: {time: timestamp}            | 'time' must hold keys"
      })
  void saysWhatIsMissing(String text, String message) {
    assertThat(catalogs.problems(text + "\n"), hasItem(containsString(message)));
  }

  @Test
  void uniquesNeedACustomer() {
    String anonymous = TestCatalogs.MINIMAL.replace("customer: u, ", "");
    assertThat(
        catalogs.problems(anonymous),
        contains(allOf(startsWith("catalog.yaml:3:14: "), containsString("'uniques: false'"))));
  }

  @Test
  void findsThePlaceOfAMistakeInABlock() {
    List<String> problems =
        catalogs.problems(
            TestCatalogs.HEAD
                + """
                statistics:
                  open:
                    events: open
                    where: |
                      has(event.a) &&
                        event.a = 1
                """);
    assertThat(problems.get(0), startsWith("catalog.yaml:8:17: "));
  }

  @Test
  void columnsOfALookupMustBeInItsFile() throws Exception {
    Files.writeString(folder.resolve("messages.csv"), "message_id,campaign_name\nm,x\n");
    List<String> problems =
        catalogs.problems(
            TestCatalogs.HEAD
                + """
                lookups: {messages: {file: messages.csv, key: {mesage_id: m}}}
                statistics: {open: {events: open, dimensions: {c: {lookup: messages.campaign}}}}
                """);
    assertThat(
        problems,
        contains(
            allOf(startsWith("catalog.yaml:3:48: "), containsString("'message_id'")),
            allOf(startsWith("catalog.yaml:4:60: "), containsString("no column 'campaign'"))));
  }

  @Test
  void aFileThatCannotBeACatalogIsRefused() throws Exception {
    Path large = folder.resolve("large.yaml");
    Files.writeString(large, "#".repeat((1 << 20) + 1));
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {'a', (byte) 0xFF});
    Path empty = Files.createFile(folder.resolve("empty.yaml"));

    for (Path path : List.of(large, binary, empty, folder.resolve("none.yaml"), folder)) {
      CatalogException e =
          assertThrows(CatalogException.class, () -> CatalogFile.load(path.toString()));
      assertThat(e.problems(), hasSize(1));
      assertThat(e.getMessage(), startsWith(path + ":1:1: "));
    }
  }

  @Test
  void aliasesMayShareButNotUnfoldWithoutEnd() throws CatalogException {
    Catalog shared =
        catalogs.load(
            TestCatalogs.HEAD
                + """
                statistics:
                  a: {events: a, dimensions: &shared {x: x}}
                  b: {events: b, dimensions: *shared}
                """);
    assertThat(
        shared.definitions().get(1).dimensions(),
        equalTo(shared.definitions().get(0).dimensions()));

    StringBuilder bomb =
        new StringBuilder(TestCatalogs.HEAD + "statistics:\n  s0: &s\n    events: a\n");
    bomb.append("    dimensions: {");
    for (int i = 0; i < 1000; i++) {
      bomb.append('d').append(i).append(": d, ");
    }
    bomb.append("}\n");
    for (int i = 1; i < 1000; i++) {
      bomb.append("  s").append(i).append(": *s\n");
    }
    assertThat(catalogs.problems(bomb.toString()), contains(containsString("unfolded")));
  }
}
