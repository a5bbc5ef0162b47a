package io.quipu.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of this process as UTF-8. Java decodes them by the locale of its start and puts
 * U+FFFD where it cannot: a name would silently become another.
 */
public final class Arguments {
  private static final char REPLACEMENT = '\uFFFD';
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Arguments() {}

  /**
   * Makes sure that Java has read the arguments as they were given.
   *
   * @throws UsageException if it has not
   */
  public static void requireUtf8(String... arguments) {
    require(
        System.getProperty("sun.jnu.encoding", "").equalsIgnoreCase("UTF-8"),
        List.of(arguments),
        bytes());
  }

  /**
   * The same of any process.
   *
   * @param decodedAsUtf8 whether Java has decoded them as UTF-8
   * @param given the bytes that were given, the latest arguments last; empty if nobody knows
   */
  static void require(boolean decodedAsUtf8, List<String> arguments, List<byte[]> given) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.indexOf(REPLACEMENT) < 0) {
        continue;
      }
      if (!decodedAsUtf8) {
        throw new UsageException(
            "Java cannot read the argument '"
                + argument
                + "', as the locale is not UTF-8; set LC_ALL=C.UTF-8, or call ./quipu, which"
                + " does.");
      }
      // A name may have the character itself.
      int fromTheEnd = arguments.size() - i;
      if (given.size() >= fromTheEnd && !isUtf8(given.get(given.size() - fromTheEnd))) {
        throw new UsageException(
            "The argument '" + argument + "' is not UTF-8; write it in UTF-8.");
      }
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** What the process was started with, where the system tells. */
  private static List<byte[]> bytes() {
    List<byte[]> arguments = new ArrayList<>();
    ByteArrayOutputStream argument = new ByteArrayOutputStream();
    try {
      for (byte one : Files.readAllBytes(COMMAND_LINE)) {
        if (one == 0) {
          arguments.add(argument.toByteArray());
          argument.reset();
        } else {
          argument.write(one);
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return arguments;
  }
}
