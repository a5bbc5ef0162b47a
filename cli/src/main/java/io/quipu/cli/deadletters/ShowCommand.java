package io.quipu.cli.deadletters;

import io.quipu.cli.CommandException;
import io.quipu.model.counter.EscapedText;
import io.quipu.pipeline.replay.Letter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quipu dead-letters show}: prints one dead letter with its record. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows a whole dead letter: its record, and why it was not counted.")
final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PlaceOptions place;

  @Parameters(
      paramLabel = "SOURCE",
      description = "The source of its record, as list prints it: orders-0@17.")
  private String source = "";

  @Option(names = "--json", description = "Print JSON, one letter in each line.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<Overview.Entry> found = new ArrayList<>();
    place
        .letters()
        .forEach(
            (letter, replayed) -> {
              if (letter.source().equals(source)) {
                found.add(new Overview.Entry(letter, replayed));
              }
            });
    if (found.isEmpty()) {
      throw new CommandException(
          "There is no dead letter of " + source + " in " + place.place() + "; list shows some.");
    }
    PrintWriter out = spec.commandLine().getOut();
    for (Overview.Entry entry : found) {
      if (json) {
        printJson(entry, out);
      } else {
        printText(entry, out);
      }
    }
    out.flush();
    return 0;
  }

  private static void printText(Overview.Entry entry, PrintWriter out) {
    Letter letter = entry.letter();
    line(out, "source", letter.source());
    line(out, "stage", letter.stage());
    line(out, "reason", letter.reason());
    line(out, "message", letter.message());
    line(out, "job", letter.job());
    line(out, "written", letter.time().toString());
    line(out, "at", letter.place());
    line(out, "replayed", entry.replayed() ? "yes" : "no");
    Optional<String> text = text(letter.payload());
    line(
        out,
        text.isPresent() ? "record" : "record, base64",
        text.orElseGet(() -> Base64.getEncoder().encodeToString(letter.payload())));
    out.println();
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("%-16s %s%n", name, EscapedText.text(value));
  }

  private static void printJson(Overview.Entry entry, PrintWriter out) throws IOException {
    byte[] payload = entry.letter().payload();
    try (LetterJson json = new LetterJson(out)) {
      json.head(entry.letter(), entry.replayed());
      Optional<String> text = text(payload);
      if (text.isPresent()) {
        json.generator().writeStringField("payload", text.get());
      } else {
        json.generator().writeBinaryField("payloadBase64", payload);
      }
      json.generator().writeEndObject();
    }
    out.println();
  }

  /** The record as text, if it is UTF-8. */
  private static Optional<String> text(byte[] payload) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
