package io.quipu.transforms.hydrate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.transforms.cassandra.SharedSession;
import io.quipu.transforms.cassandra.TestCassandra;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CassandraReferenceDataTest {
  private static final String KEYSPACE = "reference";
  private static final String UUID = "5ff03a5e-6a3c-4a8e-9a6e-6a5f4c3b2a10";

  private final CassandraSettings settings = TestCassandra.withTables("counts_elsewhere");
  private final SharedSession cassandra = SharedSession.open(settings);

  @BeforeAll
  void makeTables() {
    Hydrating.makeKeyspace(cassandra.session(), KEYSPACE);
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
  void asksByACompositeKeyOfManyTypes() throws InterruptedException {
    CassandraReferenceData data =
        open("typed", List.of("t", "i", "b", "u", "f"), List.of("t", "i", "b", "u", "f", "name"));
    assertThat(
        find(data, "a", "-1", "9007199254740993", UUID, "true"),
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
    assertThat(find(data, "a", "-1", "9007199254740992", UUID, "true"), equalTo(Map.of()));
    assertThat(find(data, "a", "-1", "9007199254740993", UUID, "false"), equalTo(Map.of()));
    data.close();
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
    "date, 2026-03-01, 2026-13-01, false",
    "inet, 10.0.0.1, 10.0.0.1, true",
    "inet, 10.0.0.1, localhost, false",
    "inet, 10.0.0.1, '', false",
    "blob, 0x00ff, 0x00ff, true",
    "blob, 0x00ff, 00ff, false",
  })
  void findsAKeyOfAnyTypeAndTakesWhatIsNoSuchKeyForUnknown(
      String type, String stored, String asked, boolean known) throws InterruptedException {
    boolean quoted = List.of("text", "ascii", "date", "inet").contains(type);
    String literal = quoted ? "'" + stored + "'" : stored;
    String table = "by_" + type;
    cql(
        "CREATE TABLE IF NOT EXISTS reference."
            + table
            + " (key "
            + type
            + " PRIMARY KEY, name text)");
    cql("INSERT INTO reference." + table + " (key, name) VALUES (" + literal + ", 'found')");
    CassandraReferenceData data = open(table, List.of("key"), List.of("key", "name"));
    assertThat(find(data, asked).get("name"), equalTo(known ? "found" : null));
    data.close();
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
        .session()
        .execute(
            "INSERT INTO reference.messages (company, message, name) VALUES (?, ?, ?)",
            "hostile",
            text,
            "name of " + text);
    CassandraReferenceData data = openMessages();
    assertThat(
        find(data, "hostile", text),
        equalTo(Map.of("company", "hostile", "message", text, "name", "name of " + text)));
    assertThat(find(data, "hostile", text + "'"), equalTo(Map.of()));
    data.close();
  }

  /** Cassandra refuses the longer ones, which would stop a job for good. */
  @Test
  void takesEmptyAndOverlongKeysForUnknown() throws InterruptedException {
    cql("CREATE TABLE reference.single (message text PRIMARY KEY, name text)");
    cql("INSERT INTO reference.messages (company, message, name) VALUES ('', '', 'of nobody')");
    CassandraReferenceData single = open("single", List.of("message"), List.of("message", "name"));
    assertThat(find(single, ""), equalTo(Map.of()));
    for (int length : new int[] {65_535, 65_536, 1_000_000}) {
      assertThat(find(single, "x".repeat(length)), equalTo(Map.of()));
    }
    CassandraReferenceData composite = openMessages();
    assertThat(find(composite, "", "").get("name"), equalTo("of nobody"));
    for (int length : new int[] {65_528, 65_529, 65_530, 1_000_000}) {
      assertThat(find(composite, "a", "x".repeat(length)), equalTo(Map.of()));
    }
    single.close();
    composite.close();
  }

  /** A row that has nothing of what is wanted is still there. */
  @Test
  void leavesNullColumnsOutOfARowThatIsKnown() throws InterruptedException {
    cql("INSERT INTO reference.messages (company, message) VALUES ('acme', 'm-null')");
    cql(
        "INSERT INTO reference.messages (company, message, subject) VALUES ('acme', 'm-half', 'Hi')");
    CassandraReferenceData data = openMessages();
    assertThat(
        find(data, "acme", "m-null"), equalTo(Map.of("company", "acme", "message", "m-null")));
    assertThat(
        find(data, "acme", "m-half"),
        equalTo(Map.of("company", "acme", "message", "m-half", "subject", "Hi")));
    data.close();
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
    CassandraReferenceData data =
        open(
            "every",
            List.of("key"),
            List.of(
                "key", "Big", "big", "amount", "day", "at", "address", "bytes", "flag", "tags"));
    assertThat(
        find(data, "1"),
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
    data.close();
  }

  @Test
  void goesOnWhenTheTableChanges() throws InterruptedException {
    cql("CREATE TABLE reference.changing (key text PRIMARY KEY, name text, subject text)");
    cql("INSERT INTO reference.changing (key, name, subject) VALUES ('k', 'n', 's')");
    CassandraReferenceData data =
        open("changing", List.of("key"), List.of("key", "name", "subject"));
    Map<String, String> row = Map.of("key", "k", "name", "n", "subject", "s");
    assertThat(find(data, "k"), equalTo(row));
    cql("ALTER TABLE reference.changing ADD author text");
    cql("UPDATE reference.changing SET author = 'a' WHERE key = 'k'");
    assertThat(find(data, "k"), equalTo(row));
    data.close();
  }

  @Test
  void canBeSentToAWorker() throws InterruptedException {
    cql("INSERT INTO reference.messages (company, message, name) VALUES ('acme', 'm-1', 'Sale')");
    CassandraReferenceData data = openMessages();
    CassandraReferenceData sent = SerializableUtils.clone(data);
    data.close();
    sent.open();
    assertThat(find(sent, "acme", "m-1").get("name"), equalTo("Sale"));
    sent.close();
  }

  @ParameterizedTest
  @CsvSource({
    "messages, company, name, the key \\[company\\]",
    "messages, nothing, name, nothing",
    "messages, company, nothing, nothing",
    "nowhere, company, name, nowhere",
  })
  void saysThatTheTableIsNotAsDeclared(String table, String key, String column, String message) {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> open(table, List.of(key), List.of(key, column)));
    assertThat(
        refused.getMessage(),
        allOf(
            containsString("The lookup 'lookup' cannot ask reference." + table + " for"),
            containsString(message.replace("\\", "")),
            containsString("It needs a table that has these columns, and this partition key.")));
  }

  private CassandraReferenceData openMessages() throws InterruptedException {
    return open(
        "messages",
        List.of("company", "message"),
        List.of("company", "message", "name", "subject"));
  }

  private CassandraReferenceData open(String table, List<String> keyColumns, List<String> columns)
      throws InterruptedException {
    ReferenceSource.CassandraTable where = new ReferenceSource.CassandraTable(KEYSPACE, table);
    LookupTable lookup =
        Hydrating.table("lookup", where, keyColumns.toArray(new String[0])).build();
    CassandraReferenceData data = new CassandraReferenceData(lookup, where, columns, settings);
    data.open();
    return data;
  }

  private static Map<String, String> find(CassandraReferenceData data, String... key) {
    return data.find(List.of(key)).join();
  }

  private void cql(String statement) {
    cassandra.session().execute(statement);
  }
}
