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
 * Checks that the arguments of this process are UTF-8. Java decodes them by the locale, and
 * replaces what it cannot decode by U+FFFD. A name would silently become another name.
 */
public final class Arguments {
  private static final char REPLACEMENT = '\uFFFD';
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Arguments() {}

  /**
   * Checks that Java has decoded the arguments correctly.
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
   * Checks the arguments of any process.
   *
   * @param decodedAsUtf8 whether Java has decoded them as UTF-8
   * @param given the bytes of the arguments, in their order; empty if they are not known
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
                + "', because the locale is not UTF-8; set LC_ALL=C.UTF-8, or call ./quipu,"
                + " which does so.");
      }
      // A name can contain U+FFFD itself.
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

  /** The bytes of the command line of this process; empty if the system does not have them. */
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
