package io.quipu.model.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files in UTF-8, with or without the byte order mark that some editors write first. */
public final class Utf8File {
  private static final int BYTE_ORDER_MARK = '\uFEFF';

  private Utf8File() {}

  /**
   * A reader of a file's text, without the mark.
   *
   * @throws IOException if the file cannot be read; the reader throws it, too, for text that is not
   *     UTF-8
   */
  public static BufferedReader open(Path file) throws IOException {
    BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
    try {
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }
}
