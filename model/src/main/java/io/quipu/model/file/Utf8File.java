package io.quipu.model.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Text files in UTF-8, with or without the byte order mark that some editors write first. */
public final class Utf8File {
  private static final int BYTE_ORDER_MARK = '\uFEFF';

  private Utf8File() {}

  /**
   * A reader of a file's text, without the mark.
   *
   * @param name a path of this machine, or a URI; see {@link NamedFile}
   * @throws IOException if the file cannot be read; the reader throws it, too, for text that is not
   *     UTF-8
   */
  public static BufferedReader open(String name) throws IOException {
    return withoutMark(NamedFile.open(name));
  }

  private static BufferedReader withoutMark(InputStream file) throws IOException {
    // An explicit decoder fails at bytes that are not UTF-8; the default would read them as U+FFFD.
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8.newDecoder()));
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
