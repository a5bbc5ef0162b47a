package io.quipu.transforms.hydrate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
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

class FileReferenceDataTest {
  private static final Duration EXPIRY = Duration.ofMinutes(10);

  private final Hydrating.Clock clock = new Hydrating.Clock();
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
    write(csv, "company,message,name,subject\nacme,m-1,mended,a\n");
    clock.goOn(EXPIRY);
    assertThat(find(data, "acme", "m-1").get("name"), equalTo("mended"));
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
        "company,message,name,subject~acme,m-1|Line 2 has not as many fields as the header.",
        "company,message,name~acme,m-1,a|Line 1 has no column 'subject'.",
        "name,subject,company~a,b,c|Line 1 has no column 'message'.",
        "company,message,name,subject~acme,\"m-1,a,b|which must be mended: ",
        "company,company,name,subject~acme,m-1,a,b|which must be mended: ",
        "|Line 1 has no column 'company'.",
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
        "{'company':'acme','message':'m-1'}~{'company':'a'" + "|Line 2 is no JSON object.",
        "['acme','m-1']|Line 1 is no JSON object.",
        "nonsense|Line 1 is no JSON object.",
        "{'company':'a','message':'b'}{'company':'c','message':'d'}"
            + "|Line 1 is more than one JSON object.",
        "{'company':'a','message':'b'} nonsense|Line 1 is no JSON object.",
        "{'company':'a'}|Line 1 has no column 'message', which is part of the key.",
        "{'company':'a','message':null}"
            + "|Line 1 has no column 'message', which is part of the key.",
      })
  void saysWhatIsWrongWithAJsonFile(String text, String message) throws IOException {
    write(json, text.replace('~', '\n').replace('\'', '"'));
    assertRefused(Hydrating.jsonLines(json), message);
  }

  @Test
  void refusesWhatIsNotUtf8() throws IOException {
    write(csv, "company,message,name,subject\nacme,m-1,Grüße,a\n", StandardCharsets.ISO_8859_1);
    assertRefused(Hydrating.csv(csv), "It is not in UTF-8.");
  }

  @Test
  void saysThatThereIsNoFile() {
    assertRefused(Hydrating.csv(csv), "not found");
  }

  private void assertRefused(ReferenceSource.File file, String message) {
    IllegalStateException refused = assertThrows(IllegalStateException.class, () -> open(file));
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
