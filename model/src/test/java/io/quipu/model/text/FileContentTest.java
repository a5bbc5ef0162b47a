package io.quipu.model.text;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileContentTest {

  @Test
  void recognizesFilesThatTheJdkWrites() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    new GZIPOutputStream(gzip).close();
    assertThat(FileContent.of(gzip.toByteArray()), equalTo(FileContent.GZIP));

    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("a"));
    }
    assertThat(FileContent.of(zip.toByteArray()), equalTo(FileContent.ZIP));

    byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16);
    assertThat(FileContent.of(utf16), equalTo(FileContent.UTF_16));
  }

  @ParameterizedTest
  @CsvSource({
    "425a6839314159265359aabb, BZIP2",
    "425a6831177245385090,     BZIP2",
    "28b52ffd04,               ZSTANDARD",
    "fd377a585a0000,           XZ",
    "04224d18,                 LZ4",
    "ff060000734e61507059,     SNAPPY",
    "377abcaf271c,             SEVEN_ZIP",
    "d0cf11e0a1b11ae1,         OFFICE",
    "4f626a01,                 AVRO",
    "50415231,                 PARQUET",
    "fffe7b00,                 UTF_16",
  })
  void recognizesOtherTypesByTheirFirstBytes(String head, FileContent content) {
    assertThat(FileContent.of(HexFormat.of().parseHex(head)), equalTo(content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "B", "BZh", "BZh9 is a text", "{\"a\":1}", "\uFEFF{}", "PK", "Obj"})
  void recognizesNoTypeInText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(FileContent.of(bytes), equalTo(FileContent.OTHER));
  }

  @Test
  void recognizesATarArchiveByItsMagicBytes() {
    byte[] head = new byte[512];
    System.arraycopy("ustar".getBytes(StandardCharsets.UTF_8), 0, head, 257, 5);
    assertThat(FileContent.of(head), equalTo(FileContent.TAR));
  }

  @Test
  void findsTheByteOrderMark() {
    assertThat(FileContent.byteOrderMark("\uFEFFa".getBytes(StandardCharsets.UTF_8)), equalTo(3));
    assertThat(FileContent.byteOrderMark("\uFEFF".getBytes(StandardCharsets.UTF_8)), equalTo(3));
    assertThat(FileContent.byteOrderMark("a\uFEFF".getBytes(StandardCharsets.UTF_8)), equalTo(0));
    assertThat(FileContent.byteOrderMark(new byte[] {(byte) 0xEF, (byte) 0xBB}), equalTo(0));
  }
}
