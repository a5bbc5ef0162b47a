package io.quipu.model.text;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The type of a file's content, recognized by its first bytes and not by its name. */
public enum FileContent {
  /** Compressed with gzip. */
  GZIP("compressed with gzip", "1f8b08"),
  /** Compressed with bzip2. */
  BZIP2("compressed with bzip2", "425a683[1-9](?:314159265359|177245385090)"),
  /** Compressed with Zstandard. */
  ZSTANDARD("compressed with Zstandard", "28b52ffd"),
  /** A ZIP archive. */
  ZIP("a ZIP archive, as workbooks of Excel are", "504b0(?:304|506)"),
  /** Compressed with XZ. */
  XZ("compressed with XZ", "fd377a585a00"),
  /** Compressed with LZ4. */
  LZ4("compressed with LZ4", "04224d18"),
  /** Compressed with Snappy, in its framing format. */
  SNAPPY("compressed with Snappy", "ff060000734e61507059"),
  /** A 7z archive. */
  SEVEN_ZIP("a 7z archive", "377abcaf271c"),
  /** A workbook or another document of old versions of Office. */
  OFFICE("a document of an old version of Office", "d0cf11e0a1b11ae1"),
  /** An Avro file. */
  AVRO("an Avro file", "4f626a01"),
  /** A Parquet file. */
  PARQUET("a Parquet file", "50415231"),
  /** A tar archive. */
  TAR("a tar archive", ".{514}7573746172"),
  /** Text in UTF-16, with its byte order mark. */
  UTF_16("text in UTF-16", "fffe|feff"),
  /** None of these: text, an empty file, or another type. */
  OTHER("text or something else", "");

  /** The number of bytes at the start of a file that show its type. */
  public static final int HEAD = 512;

  /** The byte order mark of UTF-8, which some programs write before the first line. */
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final String words;
  private final String start;

  /**
   * @param start a regular expression for the first bytes, as hexadecimal digits
   */
  FileContent(String words, String start) {
    this.words = words;
    this.start = start;
  }

  /** The words that complete the sentence "the file is ...". */
  public String words() {
    return words;
  }

  /**
   * The type of a file that begins with these bytes.
   *
   * @param head the first {@value #HEAD} bytes, or all of a shorter file
   */
  public static FileContent of(byte[] head) {
    String hex = HexFormat.of().formatHex(head);
    return Arrays.stream(values())
        .filter(content -> Pattern.compile(content.start).matcher(hex).lookingAt())
        .findFirst()
        .orElse(OTHER);
  }

  /** The length of the UTF-8 byte order mark at the start: 3, or 0 if there is none. */
  public static int byteOrderMark(byte[] bytes) {
    int length = BYTE_ORDER_MARK.length;
    boolean marked =
        bytes.length >= length && Arrays.equals(bytes, 0, length, BYTE_ORDER_MARK, 0, length);
    return marked ? length : 0;
  }
}
