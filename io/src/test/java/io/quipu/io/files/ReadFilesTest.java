package io.quipu.io.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.testing.Received;
import io.quipu.io.testing.Received.Blocking;
import io.quipu.model.event.RawRecord;
import io.quipu.model.failure.PermanentFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadFilesTest {
  private final Path folder;

  ReadFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsAllFilesOfAGlobWithTheNumbersOfTheirLines() throws IOException {
    write("a.jsonl", latin1("one\r\n\ntwo\n"));
    write("b.jsonl.gz", gzip(latin1("three\nfour")));
    write("c.jsonl.bz2", bzip2(latin1("five\n")));
    write("d.jsonl.zst", zstd(latin1("six\n")));
    write("e.txt", latin1("not this\n"));

    assertThat(
        linesOf("*.jsonl*"),
        containsInAnyOrder(
            name("a.jsonl") + "-0@1 one",
            name("a.jsonl") + "-0@3 two",
            name("b.jsonl.gz") + "-0@1 three",
            name("b.jsonl.gz") + "-0@2 four",
            name("c.jsonl.bz2") + "-0@1 five",
            name("d.jsonl.zst") + "-0@1 six"));
  }

  @Test
  void readsFilesAsWhatTheyAreWhateverTheirNames() throws IOException {
    write("a.jsonl", gzip(latin1("{1}\n{2}\n")));
    write("b.log", bzip2(latin1("{3}\n")));
    write("c", zstd(latin1("{4}\n")));
    write("d.gz", latin1("{5}\n"));
    write("e.jsonl.bz2", gzip(latin1("{6}\n")));
    write("f.zst", latin1(""));
    assertThat(
        linesOf("*"),
        containsInAnyOrder(
            name("a.jsonl") + "-0@1 {1}",
            name("a.jsonl") + "-0@2 {2}",
            name("b.log") + "-0@1 {3}",
            name("c") + "-0@1 {4}",
            name("d.gz") + "-0@1 {5}",
            name("e.jsonl.bz2") + "-0@1 {6}"));
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    write("mark.jsonl", "\uFEFF".getBytes(StandardCharsets.UTF_8));
    write("blank.jsonl", "\uFEFF\r\n".getBytes(StandardCharsets.UTF_8));
    write("events.jsonl", "\uFEFF{1}\n{2}\n".getBytes(StandardCharsets.UTF_8));
    write("events.jsonl.gz", gzip("\uFEFF{3}".getBytes(StandardCharsets.UTF_8)));
    assertThat(
        linesOf("*"),
        containsInAnyOrder(
            name("events.jsonl") + "-0@1 {1}",
            name("events.jsonl") + "-0@2 {2}",
            name("events.jsonl.gz") + "-0@1 {3}"));
  }

  @Test
  void saysWhatAFileIsThatHoldsNoLines() throws IOException {
    write("a.jsonl", latin1("PK\u0003\u0004 and more"));
    assertThat(
        problemOf("a.jsonl"),
        containsString(
            "The file '"
                + name("a.jsonl")
                + "' is a ZIP archive, as workbooks of Excel are; give JSON lines in UTF-8, plain"
                + " or compressed with gzip, bzip2 or Zstandard, or an Avro file."));
    write("b.jsonl", "{}\n".getBytes(StandardCharsets.UTF_16));
    assertThat(problemOf("b.jsonl"), containsString("b.jsonl' is text in UTF-16; give JSON lines"));
    write("c.gz", gzip(gzip(latin1("{}\n"))));
    assertThat(problemOf("c.gz"), containsString("c.gz' holds what is compressed with gzip; give"));
    write("d.gz", latin1("nonsense"));
    assertThat(
        problemOf("d.gz"),
        containsString("d.gz' is not compressed as its name says; rename it, or replace it"));
  }

  @Test
  void keepsBytesThatAreNotUtf8() throws IOException {
    write("a.jsonl.gz", gzip(latin1("\u00ff\u0000\u00c3\n")));
    assertThat(
        linesOf("a.jsonl.gz"), containsInAnyOrder(name("a.jsonl.gz") + "-0@1 \u00ff\u0000\u00c3"));
  }

  @Test
  void readsAllMembersOfAGzipFile() throws IOException {
    byte[] first = gzip(latin1("one\ntw"));
    byte[] second = gzip(latin1("o\nthree\n"));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    write("logs.gz", both);

    assertThat(
        linesOf("logs.gz"),
        containsInAnyOrder(
            name("logs.gz") + "-0@1 one",
            name("logs.gz") + "-0@2 two",
            name("logs.gz") + "-0@3 three"));
  }

  @Test
  void aLineOfMegabytesIsOneRecord() throws IOException {
    byte[] line = new byte[3 << 20];
    new Random(1).nextBytes(line);
    for (int i = 0; i < line.length; i++) {
      line[i] |= 0x20; // no line ends
    }
    write("large.gz", gzip(line));

    List<RawRecord> records = read("large.gz").records();

    assertThat(records.toArray(), arrayWithSize(1));
    assertThat(Arrays.equals(records.get(0).payload(), line), equalTo(true));
  }

  @Test
  void aRecordHasTheTimeAtWhichItIsRead() throws IOException {
    write("a.jsonl", latin1("one\n"));
    TimestampedValue<RawRecord> record = read("a.jsonl").timestamped().get(0);
    assertThat(record.getTimestamp().getMillis(), equalTo(record.getValue().streamTime()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bz2", "zst"})
  void namesAFileThatIsCutOff(String ending) throws IOException {
    byte[] text = new byte[200_000];
    new Random(2).nextBytes(text);
    byte[] whole =
        switch (ending) {
          case "gz" -> gzip(text);
          case "bz2" -> bzip2(text);
          default -> zstd(text);
        };
    write("cut." + ending, Arrays.copyOf(whole, whole.length / 2));

    assertThat(
        problemOf("cut." + ending),
        allOf(
            containsString("The file '" + name("cut." + ending) + "' cannot be read beyond line "),
            containsString("; if it is cut off or damaged, replace it.")));
  }

  @Test
  void namesAFileWhoseHeadIsCutOff() throws IOException {
    write("head.gz", Arrays.copyOf(gzip(latin1("one")), 5));
    assertThat(
        problemOf("head.gz"),
        containsString("The file '" + name("head.gz") + "' cannot be read beyond line 0 ("));
  }

  @Test
  void namesAFileWhoseLastBytesAreCutOff() throws IOException {
    byte[] whole = gzip(latin1("one\ntwo\n"));
    write("tail.gz", Arrays.copyOf(whole, whole.length - 3));
    assertThat(problemOf("tail.gz"), containsString("The file '" + name("tail.gz") + "'"));
  }

  @Test
  void saysThatAFileIsGone() throws IOException {
    write("gone.jsonl", latin1("{}"));
    List<MatchResult.Metadata> matched = FileSystems.match(name("gone.jsonl")).metadata();
    Files.delete(folder.resolve("gone.jsonl"));
    assertThat(
        problemOf(matched),
        startsWith("The file '" + name("gone.jsonl") + "' cannot be opened any more ("));
  }

  @Test
  void readsNothingOfNoFiles() throws IOException {
    assertThat(read(List.of()).records(), empty());
  }

  private String problemOf(String glob) throws IOException {
    return problemOf(FileSystems.match(folder + "/" + glob).metadata());
  }

  /** Reading again is in vain, so each problem is a permanent failure. */
  private static String problemOf(List<MatchResult.Metadata> files) {
    RuntimeException problem = assertThrows(RuntimeException.class, () -> read(files));
    return PermanentFailure.find(problem).map(Throwable::getMessage).orElseThrow();
  }

  private List<String> linesOf(String glob) throws IOException {
    return read(glob).records().stream()
        .map(
            record ->
                record.position() + " " + new String(record.payload(), StandardCharsets.ISO_8859_1))
        .toList();
  }

  private Received read(String glob) throws IOException {
    return read(FileSystems.match(folder + "/" + glob).metadata());
  }

  private static Received read(List<MatchResult.Metadata> files) {
    Received received = new Received();
    Pipeline pipeline = Received.pipeline(Blocking.UNTIL_DONE);
    pipeline.apply("Read", ReadFiles.of(files)).apply("Received", received);
    pipeline.run();
    return received;
  }

  private String name(String file) {
    return folder.resolve(file).toString();
  }

  private void write(String file, byte[] bytes) throws IOException {
    Files.write(folder.resolve(file), bytes);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzip(byte[] bytes) {
    return compressed(bytes, GZIPOutputStream::new);
  }

  private static byte[] bzip2(byte[] bytes) {
    return compressed(bytes, BZip2CompressorOutputStream::new);
  }

  private static byte[] zstd(byte[] bytes) {
    return compressed(bytes, ZstdCompressorOutputStream::new);
  }

  private interface Compressor {
    OutputStream on(OutputStream out) throws IOException;
  }

  private static byte[] compressed(byte[] bytes, Compressor compressor) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    try (OutputStream out = compressor.on(result)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result.toByteArray();
  }
}
