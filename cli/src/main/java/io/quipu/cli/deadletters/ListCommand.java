package io.quipu.cli.deadletters;

import io.quipu.cli.TextTable;
import io.quipu.cli.UsageException;
import io.quipu.pipeline.replay.Letter;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code quipu dead-letters list}: counts dead letters by stage and reason, and lists the newest.
 */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Counts dead letters by stage and reason, and lists the newest.")
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PlaceOptions place;
  @Mixin private FilterOptions filters;

  @Option(
      names = "--newest",
      paramLabel = "NUMBER",
      defaultValue = "5",
      description = "How many of the newest letters to list (default ${DEFAULT-VALUE}).")
  private int newest;

  @Option(names = "--json", description = "Print it as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (newest < 0) {
      throw new UsageException("--newest=" + newest + " is negative; write 0 or more.");
    }
    Predicate<Letter> filter = filters.filter();
    Overview overview = new Overview(newest);
    place
        .letters()
        .forEach(
            (letter, replayed) -> {
              if (filter.test(letter)) {
                overview.add(letter, replayed);
              }
            });
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      printJson(overview, out);
    } else {
      printTables(overview, out);
    }
    out.flush();
    return 0;
  }

  private static void printTables(Overview overview, PrintWriter out) {
    if (overview.letters() == 0) {
      out.println("There are no dead letters.");
      return;
    }
    TextTable kinds =
        new TextTable(List.of("stage", "reason", "letters", "replayed", "first", "last"));
    overview
        .figures()
        .forEach(
            (kind, figures) ->
                kinds.add(
                    List.of(
                        kind.stage(),
                        kind.reason(),
                        number(figures.letters()),
                        number(figures.replayed()),
                        time(figures.first()),
                        time(figures.last()))));
    kinds.add(List.of("all", "", number(overview.letters()), number(overview.replayed()), "", ""));
    out.print(kinds);
    if (!overview.newest().isEmpty()) {
      out.println();
      TextTable letters =
          new TextTable(List.of("newest: source", "stage", "reason", "written", "replayed", "at"));
      for (Overview.Entry entry : overview.newest()) {
        Letter letter = entry.letter();
        letters.add(
            List.of(
                letter.source(),
                letter.stage(),
                letter.reason(),
                time(letter.time()),
                entry.replayed() ? "yes" : "no",
                letter.place()));
      }
      out.print(letters);
    }
  }

  private static void printJson(Overview overview, PrintWriter out) throws IOException {
    try (LetterJson json = new LetterJson(out)) {
      json.generator().writeStartObject();
      json.generator().writeArrayFieldStart("letters");
      for (Map.Entry<Overview.Kind, Overview.Figures> entry : overview.figures().entrySet()) {
        Overview.Figures figures = entry.getValue();
        json.generator().writeStartObject();
        json.generator().writeStringField("stage", entry.getKey().stage());
        json.generator().writeStringField("reason", entry.getKey().reason());
        json.generator().writeNumberField("letters", figures.letters());
        json.generator().writeNumberField("replayed", figures.replayed());
        json.generator().writeStringField("first", figures.first().toString());
        json.generator().writeStringField("last", figures.last().toString());
        json.generator().writeEndObject();
      }
      json.generator().writeEndArray();
      json.generator().writeArrayFieldStart("newest");
      for (Overview.Entry entry : overview.newest()) {
        json.head(entry.letter(), entry.replayed());
        json.generator().writeEndObject();
      }
      json.generator().writeEndArray();
      json.generator().writeEndObject();
    }
    out.println();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
