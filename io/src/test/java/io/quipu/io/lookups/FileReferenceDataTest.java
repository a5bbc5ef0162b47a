package io.quipu.io.lookups;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.testing.SetClock;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.testing.Hydrating;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileReferenceDataTest {
  private static final Duration EXPIRY = Duration.ofMinutes(10);

  private final SetClock clock = new SetClock();
  private Path csv = Path.of("");
  private Path json = Path.of("");
  private int changes;

  @BeforeEach
  void nameFiles(@TempDir Path folder) {
    csv = folder.resolve("messages.csv");
    json = folder.resolve("messages.jsonl");
  }

  @Test
  void readsCsvByACompositeKey() throws IOException {
    write(
        csv,
        """
        subject,message,company,name,unused
        Hi,m-1,acme,"Holiday, ""Sale""!",x
        Hi,m-1,other,Other,x

        ,m-2,acme,"Zwei
        Zeilen",x
        """
            .replace("\n", "\r\n"));
    FileReferenceData data = open(Hydrating.csv(csv));
    assertThat(
        find(data, "acme", "m-1"),
        equalTo(
            Map.of(
                "company", "acme",
                "message", "m-1",
                "name", "Holiday, \"Sale\"!",
                "subject", "Hi")));
    assertThat(find(data, "other", "m-1").get("name"), equalTo("Other"));
    assertThat(find(data, "acme", "m-2").get("name"), equalTo("Zwei\r\nZeilen"));
    assertThat(find(data, "m-1", "acme"), equalTo(Map.of()));
    assertThat(find(data, "acme", "m-3"), equalTo(Map.of()));
  }

  @Test
  void readsJsonLinesAsTheyAreWritten() throws IOException {
    write(
        json,
        """
        {"company":"acme","message":17,"name":1.50,"subject":true,"unused":[{"name":"no"}]}

        {"message":"m-2","company":"acme","name":null,"subject":"bad \\ud800!"}
        {"message":"m-2","company":"it's \\"ü\\"","name":"☃","subject":{"name":"no"}}
        """);
    FileReferenceData data = open(Hydrating.jsonLines(json));
    assertThat(
        find(data, "acme", "17"),
        equalTo(Map.of("company", "acme", "message", "17", "name", "1.50", "subject", "true")));
    assertThat(
        find(data, "acme", "m-2"),
        equalTo(Map.of("company", "acme", "message", "m-2", "subject", "bad \ufffd!")));
    assertThat(
        find(data, "it's \"ü\"", "m-2"),
        equalTo(Map.of("company", "it's \"ü\"", "message", "m-2", "name", "☃")));
  }

  @Test
  void takesTheLaterOfTwoRowsOfOneKey() throws IOException {
    write(csv, "company,message,name,subject\nacme,m-1,first,a\nacme,m-1,second,b\n");
    assertThat(find(open(Hydrating.csv(csv)), "acme", "m-1").get("name"), equalTo("second"));
  }

  @Test
  void readsAChangedFileAfterItsExpiry() throws IOException {
    write(csv, "company,message,name,subject\nacme,m-1,old,a\nacme,m-2,gone,a\n");
    FileReferenceData data = open(Hydrating.csv(csv));
    write(csv, "company,message,name,subject\nacme,m-1,new,a\nacme,m-3,more,a\n");
    clock.goOn(EXPIRY.minusMillis(1));
    assertThat(find(data, "acme", "m-1").get("name"), equalTo("old"));
    assertThat(find(data, "acme", "m-3"), equalTo(Map.of()));
    clock.goOn(Duration.ofMillis(1));
    assertThat(find(data, "acme", "m-1").get("name"), equalTo("new"));
    assertThat(find(data, "acme", "m-2"), equalTo(Map.of()));
    assertThat(find(data, "acme", "m-3").get("name"), equalTo("more"));
    write(csv, "company,message,name,subject\nacme,m-1,last,a\n");
    clock.goOn(EXPIRY);
    assertThat(find(data, "acme", "m-1").get("name"), equalTo("last"));
  }

  @Test
  void keepsItsRowsWhileTheFileIsGoneOrBroken() throws IOException {
    write(csv, "company,message,name,subject\nacme,m-1,old,a\n");
    FileReferenceData data = open(Hydrating.csv(csv));
    Files.delete(csv);
    clock.goOn(EXPIRY);
    assertThat(find(data, "acme", "m-1").get("name"), equalTo("old"));
    write(csv, "company,message,name,subject\nacme,m-1\n");
    clock.goOn(EXPIRY);
    assertThat(find(data, "acme", "m-1").get("name"), equalTo("old"));
    write(csv, "company,message,name,subject\nacme,m-1,fixed,a\n");
    clock.goOn(EXPIRY);
    assertThat(find(data, "acme", "m-1").get("name"), equalTo("fixed"));
  }

  @Test
  void canBeOpenedAgainOnAWorker() throws IOException {
    write(csv, "company,message,name,subject\nacme,m-1,old,a\n");
    FileReferenceData data = open(Hydrating.csv(csv));
    data.close();
    FileReferenceData copy = SerializableUtils.clone(data);
    copy.open();
    assertThat(find(copy, "acme", "m-1").get("name"), equalTo("old"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "company,message,name,subject~acme,m-1|:2:1: The line has 2 fields and the header has 4;",
        "company,message,name,subject~a,b,c,d,e|:2:1: The line has 5 fields and the header has 4;",
        "company,message,name~acme,m-1,a|:1:1: The header has no column 'subject'; add it.",
        "name,subject,company~a,b,c|:1:1: The header has no column 'message'; add it.",
        "company,message,name,subject~acme,\"m-1,a,b|:2:1: A value here begins with a double quote",
        "company,message,name,subject~acme,\"m\"-1,a,b|:2:1: Something follows the double quote",
        "company,company,name,subject~a,b,c,d|:1:1: The header names the column 'company' twice;",
        "company;message;name;subject~a;b;c;d|:1:1: The columns are separated by ';'; save",
        "|:1:1: The file is empty; begin with a line of column names.",
      })
  void saysWhatIsWrongWithACsvFile(String text, String message) throws IOException {
    write(csv, text == null ? "" : text.replace('~', '\n'));
    assertRefused(Hydrating.csv(csv), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'company':'acme','message':'m-1'}~{'company':'a'|:2:1: The line is no valid JSON object",
        "['acme','m-1']|:1:1: The line is no JSON object;",
        "nonsense|:1:1: The line is no valid JSON object;",
        "{'company':'a','message':'b'}{'company':'c','message':'d'}"
            + "|:1:1: The line holds more than one JSON object;",
        "{'company':'a','message':'b'} nonsense|:1:1: The line is no valid JSON object;",
        "{'company':'a','message':'b','message':'c'}|:1:1: The line has the field 'message' twice;",
        "{'company':'a'}|:1:1: The line has no value for 'message', which is part of the key;",
        "{'company':'a','message':null}"
            + "|:1:1: The line has no value for 'message', which is part of the key;",
      })
  void saysWhatIsWrongWithAJsonFile(String text, String message) throws IOException {
    write(json, text.replace('~', '\n').replace('\'', '"'));
    assertRefused(Hydrating.jsonLines(json), message);
  }

  @Test
  void namesTheLinesThatAreNotUtf8() throws IOException {
    String head = "company,message,name,subject\nacme,m-1,Hi,a\n";
    write(csv, head + "acme,m-1,Grüße,a\n", StandardCharsets.ISO_8859_1);
    assertRefused(Hydrating.csv(csv), ":3:1: The line is not in UTF-8, perhaps in Latin-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "jsonl"})
  void skipsAByteOrderMark(String format) throws IOException {
    Path file = format.equals("csv") ? csv : json;
    write(csv, "\uFEFFcompany,message,name,subject\nacme,m-1,a,b\n");
    write(
        json,
        "\uFEFF{\"company\":\"acme\",\"message\":\"m-1\",\"name\":\"a\",\"subject\":\"b\"}\n");
    FileReferenceData data =
        open(file.equals(csv) ? Hydrating.csv(csv) : Hydrating.jsonLines(json));
    assertThat(find(data, "acme", "m-1").get("name"), equalTo("a"));
  }

  @Test
  void skipsLinesOfEmptyCellsAndColumnsWithoutAName() throws IOException {
    write(csv, "company,message,name,subject,,\nacme,m-1,a,b,,\n,,,,,\n,,,\n");
    assertThat(find(open(Hydrating.csv(csv)), "acme", "m-1").get("subject"), equalTo("b"));
    assertThat(find(open(Hydrating.csv(csv)), "", ""), equalTo(Map.of()));
  }

  @Test
  void saysWhatAFileIsThatIsNoText() throws IOException {
    write(csv, "company,message,name,subject\n", StandardCharsets.UTF_16);
    assertRefused(Hydrating.csv(csv), ":1:1: The file is text in UTF-16; save it as plain text");
    write(csv, "PK\u0003\u0004", StandardCharsets.ISO_8859_1);
    assertRefused(Hydrating.csv(csv), ":1:1: The file is a ZIP archive, as workbooks of Excel");
  }

  @Test
  void aCheckFindsEveryWrongLineAndGoesOn() throws IOException {
    write(
        csv,
        """
        company,message,name,subject
        acme,m-1

        acme,"m
        2",a,b,"c
        d"
        acme,"m-3" x,a,b
        acme,m-4,a,b
        acme,m-5,a,b,c
        """);
    ReferenceFile.Report report =
        new ReferenceFile(Hydrating.csv(csv), List.of("message"), List.of("message")).check();
    assertThat(report.header(), equalTo(List.of("company", "message", "name", "subject")));
    assertThat(
        report.mistakes().stream().map(ReferenceFile.Mistake::line).toList(),
        equalTo(List.of(2L, 4L, 7L, 9L)));
    assertThat(report.untold(), equalTo(0L));
  }

  @Test
  void aCheckCountsTheMistakesThatItDoesNotReport() throws IOException {
    write(csv, "message,name\n" + "short\n".repeat(250));
    ReferenceFile.Report report =
        new ReferenceFile(Hydrating.csv(csv), List.of("message"), List.of("message")).check();
    assertThat(report.mistakes().size(), equalTo(100));
    assertThat(report.untold(), equalTo(150L));
  }

  @Test
  void saysThatThereIsNoFile() {
    assertRefused(Hydrating.csv(csv), "not found");
  }

  private void assertRefused(ReferenceSource.File file, String message) {
    ReferenceFileException refused = assertThrows(ReferenceFileException.class, () -> open(file));
    assertThat(
        refused.getMessage(),
        allOf(
            containsString("The lookup 'messages' cannot read the file " + file.path()),
            containsString(message)));
  }

  private FileReferenceData open(ReferenceSource.File file) {
    LookupTable table =
        Hydrating.table("messages", file, "company", "message").setExpiry(EXPIRY).build();
    FileReferenceData data =
        new FileReferenceData(table, file, List.of("company", "message", "name", "subject"));
    data.open(clock);
    return data;
  }

  private static Map<String, String> find(FileReferenceData data, String... key) {
    return data.find(List.of(key)).join();
  }

  private void write(Path file, String text) throws IOException {
    write(file, text, StandardCharsets.UTF_8);
  }

  /** Files that are written in the same moment still differ in their times. */
  private void write(Path file, String text, Charset charset) throws IOException {
    Files.writeString(file, text, charset);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_772_366_400_000L + 1_000L * changes++));
  }
}
