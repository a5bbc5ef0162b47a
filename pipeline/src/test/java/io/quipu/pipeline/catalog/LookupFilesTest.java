package io.quipu.pipeline.catalog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of a catalog reads every line of the files that it names. */
class LookupFilesTest {
  private static final String CATALOG =
      """
      version: 1
      event: {company: c, customer: u, type: t, time: {field: at, unit: millis}}
      lookups: {messages: {file: FILE, key: {id: message}}}
      statistics: {open: {events: open, dimensions: {c: {lookup: messages.name}}}}
      """;

  private final Path folder;

  LookupFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstColumn() throws Exception {
    write("messages.csv", "\uFEFFid,name\n1,a\n");
    load("messages.csv");
    write("messages.jsonl", "\uFEFF{\"id\":1,\"name\":\"a\"}\n");
    load("messages.jsonl");
  }

  @Test
  void invisibleCharactersAroundAColumnAreNoPartOfItsName() throws Exception {
    write("messages.csv", "\u00a0id ,\u200bname\u202f\n1,a\n");
    load("messages.csv");
  }

  @Test
  void everyWrongLineOfACsvFileIsReportedWithItsFileAndLine() throws Exception {
    write("messages.csv", "id,name\n1,a\n2\n3,c\n4,d,e\n5,\"f\"x\n6,\"g\n");
    assertThat(
        problems("messages.csv"),
        contains(
            at("messages.csv", 3, "The line has 1 field and the header has 2; add what is missing"),
            at("messages.csv", 5, "The line has 3 fields and the header has 2; write a value with"),
            at("messages.csv", 6, "Something follows the double quote that ends a value; write a"),
            at("messages.csv", 7, "A value here begins with a double quote and never ends")));
  }

  @Test
  void everyWrongLineOfAJsonFileIsReportedWithItsFileAndLine() throws Exception {
    write(
        "messages.jsonl",
        "{\"id\":1}\n\n{\"name\":\"b\"}\nnonsense\n{\"id\":1,\"name\":1,\"name\":2}\n{\"id\":1");
    assertThat(
        problems("messages.jsonl"),
        contains(
            at("messages.jsonl", 3, "The line has no value for 'id', which is part of the key;"),
            at("messages.jsonl", 4, "The line is no valid JSON object; write one JSON object a"),
            at("messages.jsonl", 5, "The line has the field 'name' twice; write one JSON object"),
            at("messages.jsonl", 6, "The line is no valid JSON object; write one JSON object a")));
  }

  @Test
  void mistakesOfTheCatalogComeFirst() throws Exception {
    write("messages.csv", "nr,name\n1\n");
    assertThat(
        problems("messages.csv"),
        contains(
            allOf(startsWith("catalog.yaml:3:"), containsString("has no column 'id'; did you")),
            at("messages.csv", 2, "The line has 1 field and the header has 2")));
  }

  @Test
  void linesThatAreNotInUtf8AreReported() throws Exception {
    write("messages.csv", "id,name\n1,a\n2,Grüße\n3,c\n4,Ärger\n", StandardCharsets.ISO_8859_1);
    assertThat(
        problems("messages.csv"),
        contains(
            at("messages.csv", 3, "The line is not in UTF-8, perhaps in Latin-1 or Windows-1252;"),
            at("messages.csv", 5, "The line is not in UTF-8, perhaps in Latin-1")));
  }

  @Test
  void aHeaderThatIsNotInUtf8IsReported() throws Exception {
    write("messages.csv", "id,name,Straße\n1,a,b\n", StandardCharsets.ISO_8859_1);
    assertThat(
        problems("messages.csv"), contains(at("messages.csv", 1, "The line is not in UTF-8")));
  }

  @Test
  void filesThatAreNotTextAreReportedWithTheirFormat() throws Exception {
    write("messages.csv", "\uFEFFid,name\n1,a\n", StandardCharsets.UTF_16LE);
    assertThat(
        problems("messages.csv"),
        contains(at("messages.csv", 1, "The file is text in UTF-16; save it as plain text in")));
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write("id,name\n1,a\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.write(folder.resolve("messages.csv"), gzip.toByteArray());
    assertThat(
        problems("messages.csv"),
        contains(at("messages.csv", 1, "The file is compressed with gzip; save it as plain")));
  }

  @ParameterizedTest
  @ValueSource(strings = {";", "\t", "|"})
  void otherSeparatorsAreTold(String separator) throws Exception {
    write("messages.csv", "id,name\n1,a\n".replace(",", separator));
    assertThat(
        problems("messages.csv"), contains(at("messages.csv", 1, "The columns are separated by ")));
  }

  @Test
  void anEmptyFileLacksItsHeader() throws Exception {
    write("messages.csv", "\uFEFF");
    assertThat(
        problems("messages.csv"),
        contains(at("messages.csv", 1, "The file is empty; begin with a line of column names.")));
    write("messages.jsonl", "");
    load("messages.jsonl");
  }

  @Test
  void onlyTheFirstMistakesOfAFileAreReported() throws Exception {
    write("messages.csv", "id,name\n" + "1\n".repeat(1000));
    List<String> problems = problems("messages.csv");
    assertThat(problems, hasSize(101));
    assertThat(problems.get(0), containsString("has 900 more lines that are wrong"));
  }

  @Test
  void aFileOnAnotherFileSystemIsReadToo() throws Exception {
    write("messages.csv", "id,name\n1\n");
    String address =
        folder.resolve("messages.csv").toUri().toString().replace("file:/", "file:///");
    assertThat(problems(address).get(0), containsString("messages.csv:2:1: The line has 1 field"));
    assertThat(
        problems("nowhere://there/messages.csv"),
        contains(
            allOf(
                startsWith("catalog.yaml:3:28: The file of the lookup 'messages' cannot be read ("),
                containsString("nowhere"))));
  }

  @Test
  void theCheckOfAProgramWithoutAJobIsTheSame() throws Exception {
    write("messages.csv", "id,name\n1\n");
    Path catalog = folder.resolve("catalog.yaml");
    Files.writeString(catalog, CATALOG.replace("FILE", "messages.csv"));
    String checked =
        assertThrows(CatalogException.class, () -> CatalogFile.check(catalog.toString()))
            .getMessage();
    String loaded =
        assertThrows(CatalogException.class, () -> CatalogFile.load(catalog.toString()))
            .getMessage();
    assertThat(checked, equalTo(loaded));
  }

  private org.hamcrest.Matcher<String> at(String file, int line, String message) {
    return startsWith(folder.resolve(file) + ":" + line + ":1: " + message);
  }

  private void load(String file) throws CatalogException {
    CatalogFile.load(CATALOG.replace("FILE", "'" + file + "'"), "catalog.yaml", folder);
  }

  private List<String> problems(String file) {
    CatalogException e = assertThrows(CatalogException.class, () -> load(file));
    return e.problems().stream().map(CatalogProblem::toString).toList();
  }

  private void write(String file, String text) throws IOException {
    write(file, text, StandardCharsets.UTF_8);
  }

  private void write(String file, String text, Charset charset) throws IOException {
    Files.writeString(folder.resolve(file), text, charset);
  }
}
