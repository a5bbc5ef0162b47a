package io.quipu.store.lookups;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.testing.TestTables;
import io.quipu.testing.Hydrating;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReferenceTableTest {
  private static final String KEYSPACE = "reference";
  private static final String UUID = "5ff03a5e-6a3c-4a8e-9a6e-6a5f4c3b2a10";

  private final CassandraSettings settings;
  private final CassandraSession cassandra;

  ReferenceTableTest() throws InterruptedException {
    settings = TestTables.in("counts_elsewhere");
    cassandra = CassandraSession.share(settings);
  }

  @BeforeAll
  void makeTables() {
    TestTables.makeKeyspace(cassandra, KEYSPACE);
    cql(
        "CREATE TABLE reference.messages (company text, message text, name text, subject text,"
            + " PRIMARY KEY ((company, message)))");
    cql(
        "CREATE TABLE reference.typed (t text, i int, b bigint, u uuid, f boolean, name text,"
            + " PRIMARY KEY ((t, i, b, u, f)))");
    cql(
        "INSERT INTO reference.typed (t, i, b, u, f, name) VALUES ('a', -1, 9007199254740993, "
            + UUID
            + ", true, 'found')");
  }

  @AfterAll
  void close() {
    cassandra.close();
  }

  @Test
  void findsACompositeKeyOfManyTypes() throws InterruptedException {
    ReferenceTable table =
        open("typed", List.of("t", "i", "b", "u", "f"), List.of("t", "i", "b", "u", "f", "name"));
    assertThat(
        find(table, "a", "-1", "9007199254740993", UUID, "true"),
        equalTo(
            Map.of(
                "t",
                "a",
                "i",
                "-1",
                "b",
                "9007199254740993",
                "u",
                UUID,
                "f",
                "true",
                "name",
                "found")));
    assertThat(find(table, "a", "-1", "9007199254740992", UUID, "true"), equalTo(Map.of()));
    assertThat(find(table, "a", "-1", "9007199254740993", UUID, "false"), equalTo(Map.of()));
    table.close();
  }

  @ParameterizedTest
  @CsvSource({
    "int, 17, 17, true",
    "int, 17, 17.0, false",
    "int, 17, '', false",
    "int, 17, null, false",
    "int, 17, NULL, false",
    "int, 17, 17; DROP TABLE typed, false",
    "int, 17, 99999999999999999999, false",
    "bigint, 17, abc, false",
    "smallint, 17, 17, true",
    "tinyint, 17, 1700, false",
    "varint, 123456789012345678901234567890, 123456789012345678901234567890, true",
    "varint, 18, 0x12, false",
    "decimal, 1.50, 1.50, true",
    "decimal, 1.50, '', false",
    "decimal, 1.50, 1.5.0, false",
    "uuid, " + UUID + ", " + UUID + ", true",
    "uuid, " + UUID + ", no uuid, false",
    "uuid, " + UUID + ", '', false",
    "timeuuid, 50554d6e-29bb-11e5-b345-feff819cdc9f, 50554d6e-29bb-11e5-b345-feff819cdc9f, true",
    "timeuuid, 50554d6e-29bb-11e5-b345-feff819cdc9f, " + UUID + ", false",
    "boolean, true, true, true",
    "boolean, true, yes, false",
    "boolean, true, '', false",
    "ascii, abc, abc, true",
    "ascii, abc, äbc, false",
    "ascii, abc, '', false",
    "text, 'null', null, true",
    "text, 'null', NULL, false",
    "text, 'null', '', false",
    "timestamp, 1772366400000, 2026-03-01T12:00:00.000Z, true",
    "timestamp, 1772366400000, 1772366400000, true",
    "timestamp, 1772366400000, yesterday, false",
    "date, 2026-03-01, 2026-03-01, true",
    "date, 2026-03-01, 2026-3-1, true",
    "date, 2026-03-01, 2026-13-01, false",
    "date, 2026-02-28, 2026-02-30, false",
    "time, 12:00:00, 12:00, true",
    "time, 12:00:00, 43200000000000, true",
    "time, 12:00:00, -1, false",
    "time, 12:00:00, noon, false",
    "inet, 10.0.0.1, 10.0.0.1, true",
    "inet, 10.0.0.1, localhost, false",
    "inet, 10.0.0.1, '', false",
    "blob, 0x00ff, 0x00ff, true",
    "blob, 0x00ff, 00ff, false",
  })
  void findsKeysOfAnyTypeAndTreatsInvalidKeysAsUnknown(
      String type, String stored, String asked, boolean known) throws InterruptedException {
    boolean quoted = List.of("text", "ascii", "date", "time", "inet").contains(type);
    String literal = quoted ? "'" + stored + "'" : stored;
    String name = "by_" + type;
    cql(
        "CREATE TABLE IF NOT EXISTS reference."
            + name
            + " (key "
            + type
            + " PRIMARY KEY, name text)");
    cql("INSERT INTO reference." + name + " (key, name) VALUES (" + literal + ", 'found')");
    ReferenceTable table = open(name, List.of("key"), List.of("key", "name"));
    assertThat(find(table, asked).get("name"), equalTo(known ? "found" : null));
    table.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it's",
        "\"quoted\"",
        "'; DROP TABLE messages; --",
        "null",
        "?",
        "\u0000\n\t",
        "Grüße, 世界 🎉",
        "e\u0301",
        "\u202eright to left",
        " ",
      })
  void takesAnyTextForAKey(String text) throws InterruptedException {
    cassandra
        .cql()
        .execute(
            "INSERT INTO reference.messages (company, message, name) VALUES (?, ?, ?)",
            "hostile",
            text,
            "name of " + text);
    ReferenceTable table = openMessages();
    assertThat(
        find(table, "hostile", text),
        equalTo(Map.of("company", "hostile", "message", text, "name", "name of " + text)));
    assertThat(find(table, "hostile", text + "'"), equalTo(Map.of()));
    table.close();
  }

  /** Cassandra refuses them, and such a failure would stop the job. */
  @Test
  void treatsEmptyAndOverlongKeysAsUnknown() throws InterruptedException {
    cql("CREATE TABLE reference.single (message text PRIMARY KEY, name text)");
    cql("INSERT INTO reference.messages (company, message, name) VALUES ('', '', 'of nobody')");
    ReferenceTable single = open("single", List.of("message"), List.of("message", "name"));
    assertThat(find(single, ""), equalTo(Map.of()));
    for (int length : new int[] {65_535, 65_536, 1_000_000}) {
      assertThat(find(single, "x".repeat(length)), equalTo(Map.of()));
    }
    ReferenceTable composite = openMessages();
    assertThat(find(composite, "", "").get("name"), equalTo("of nobody"));
    for (int length : new int[] {65_528, 65_529, 65_530, 1_000_000}) {
      assertThat(find(composite, "a", "x".repeat(length)), equalTo(Map.of()));
    }
    single.close();
    composite.close();
  }

  /** A row without values in the requested columns is still found. */
  @Test
  void leavesNullColumnsOutOfARow() throws InterruptedException {
    cql("INSERT INTO reference.messages (company, message) VALUES ('acme', 'm-null')");
    cql(
        "INSERT INTO reference.messages (company, message, subject) VALUES ('acme', 'm-half', 'Hi')");
    ReferenceTable table = openMessages();
    assertThat(
        find(table, "acme", "m-null"), equalTo(Map.of("company", "acme", "message", "m-null")));
    assertThat(
        find(table, "acme", "m-half"),
        equalTo(Map.of("company", "acme", "message", "m-half", "subject", "Hi")));
    table.close();
  }

  @Test
  void writesValuesOfEachTypeAsText() throws InterruptedException {
    cql(
        "CREATE TABLE reference.every (key int PRIMARY KEY, \"Big\" bigint, big varint, amount decimal,"
            + " day date, at timestamp, address inet, bytes blob, flag boolean, tags set<text>)");
    cql(
        "INSERT INTO reference.every (key, \"Big\", big, amount, day, at, address, bytes, flag, tags)"
            + " VALUES (1, 2, 3, 1E+3, '2026-03-01', '2026-03-01T12:00:00Z', '::1', 0x00ff, false,"
            + " {'b', 'a'})");
    ReferenceTable table =
        open(
            "every",
            List.of("key"),
            List.of(
                "key", "Big", "big", "amount", "day", "at", "address", "bytes", "flag", "tags"));
    assertThat(
        find(table, "1"),
        equalTo(
            Map.ofEntries(
                Map.entry("key", "1"),
                Map.entry("Big", "2"),
                Map.entry("big", "3"),
                Map.entry("amount", "1000"),
                Map.entry("day", "2026-03-01"),
                Map.entry("at", "2026-03-01T12:00:00Z"),
                Map.entry("address", "0:0:0:0:0:0:0:1"),
                Map.entry("bytes", "0x00ff"),
                Map.entry("flag", "false"),
                Map.entry("tags", "[a, b]"))));
    table.close();
  }

  @Test
  void continuesAfterTheTableChanges() throws InterruptedException {
    cql("CREATE TABLE reference.changing (key text PRIMARY KEY, name text, subject text)");
    cql("INSERT INTO reference.changing (key, name, subject) VALUES ('k', 'n', 's')");
    ReferenceTable table = open("changing", List.of("key"), List.of("key", "name", "subject"));
    Map<String, String> row = Map.of("key", "k", "name", "n", "subject", "s");
    assertThat(find(table, "k"), equalTo(row));
    cql("ALTER TABLE reference.changing ADD author text");
    cql("UPDATE reference.changing SET author = 'a' WHERE key = 'k'");
    assertThat(find(table, "k"), equalTo(row));
    table.close();
  }

  @ParameterizedTest
  @CsvSource({
    "messages, company, name, the key \\[company\\]",
    "messages, nothing, name, nothing",
    "messages, company, nothing, nothing",
    "nowhere, company, name, nowhere",
  })
  void saysThatTheTableIsNotAsDeclared(String table, String key, String column, String message) {
    CassandraException refused =
        assertThrows(
            CassandraException.class, () -> open(table, List.of(key), List.of(key, column)));
    assertThat(
        refused.getMessage(),
        allOf(
            containsString("The lookup 'lookup' cannot ask reference." + table + " for"),
            containsString(message.replace("\\", "")),
            containsString("It needs a table that has these columns, and this partition key.")));
  }

  private ReferenceTable openMessages() throws InterruptedException {
    return open(
        "messages",
        List.of("company", "message"),
        List.of("company", "message", "name", "subject"));
  }

  private ReferenceTable open(String name, List<String> keyColumns, List<String> columns)
      throws InterruptedException {
    ReferenceSource.CassandraTable where = new ReferenceSource.CassandraTable(KEYSPACE, name);
    LookupTable lookup =
        Hydrating.table("lookup", where, keyColumns.toArray(new String[0])).build();
    return ReferenceTable.open(settings, lookup, where, columns);
  }

  private static Map<String, String> find(ReferenceTable table, String... key) {
    return table.find(List.of(key)).join();
  }

  private void cql(String statement) {
    cassandra.cql().execute(statement);
  }
}
