package io.quipu.cli.deadletters;

import io.quipu.cli.Progress;
import io.quipu.cli.TextTable;
import io.quipu.cli.UsageException;
import io.quipu.pipeline.replay.Letter;
import io.quipu.pipeline.replay.Letters;
import io.quipu.pipeline.replay.ReplayOrder;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code quipu dead-letters replay}: sends the records of dead letters again, each exactly once.
 */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends the records of dead letters back to the topics that they came from. Records of a"
          + " folder of letters go to a new file below it.",
      "The command remembers what it sent. If you run it again, even after a crash, it sends the"
          + " rest."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final long NOT_CONFIRMED = -1;

  @Spec private CommandSpec spec;
  @Mixin private PlaceOptions place;
  @Mixin private FilterOptions filters;

  @Option(names = "--dry-run", description = "Only print what would be sent.")
  private boolean dryRun;

  @Option(
      names = "--confirm",
      paramLabel = "NUMBER",
      description =
          "The number of records to send, as --dry-run prints it. Without it, nothing is sent.")
  private long confirmed = NOT_CONFIRMED;

  @Option(
      names = "--max-per-second",
      paramLabel = "NUMBER",
      description = "The most records to send in a second; by default as many as Kafka takes.")
  private int maxPerSecond = ReplayOrder.UNLIMITED;

  @Option(
      names = "--consumer-group",
      paramLabel = "GROUP",
      description =
          "The consumer group of the job that must count the records; by default the job that"
              + " refused them. All other jobs ignore them.")
  private @Nullable String consumerGroup;

  @Override
  public Integer call() throws Exception {
    if (maxPerSecond < 1) {
      throw new UsageException(
          "--max-per-second=" + maxPerSecond + " would send nothing; write 1 or more.");
    }
    Letters letters = place.letters();
    Predicate<Letter> filter = filters.filter();
    if (dryRun || confirmed == NOT_CONFIRMED) {
      return plan(letters, filter);
    }
    Progress progress = new Progress(spec.commandLine().getErr());
    Map<String, Long> sent =
        letters.replay(new ReplayOrder(filter, confirmed, maxPerSecond, consumerGroup, progress));
    PrintWriter out = spec.commandLine().getOut();
    new TreeMap<>(sent)
        .forEach((to, number) -> out.printf(Locale.ROOT, "%,d records to %s%n", number, to));
    if (sent.isEmpty()) {
      out.println("There was nothing to send.");
    }
    out.flush();
    return 0;
  }

  private int plan(Letters letters, Predicate<Letter> filter) throws InterruptedException {
    Map<List<String>, Long> waiting = new TreeMap<>(ReplayCommand::compare);
    long[] unfit = {0};
    letters.forEach(
        (letter, replayed) -> {
          if (!replayed && filter.test(letter)) {
            if (letters.canReplay(letter)) {
              waiting.merge(
                  List.of(letter.stage(), letter.reason(), letter.origin()), 1L, Long::sum);
            } else {
              unfit[0]++;
            }
          }
        });
    PrintWriter out = spec.commandLine().getOut();
    TextTable table = new TextTable(List.of("stage", "reason", "came from", "records"));
    waiting.forEach(
        (kind, number) ->
            table.add(
                List.of(
                    kind.get(0),
                    kind.get(1),
                    kind.get(2),
                    String.format(Locale.ROOT, "%,d", number))));
    out.print(table);
    if (unfit[0] > 0) {
      out.printf(
          Locale.ROOT,
          "%,d more cannot be sent again: they are empty, have several lines, or do not name"
              + " their topic.%n",
          unfit[0]);
    }
    long all = waiting.values().stream().mapToLong(Long::longValue).sum();
    out.println(
        all == 0 ? "There is nothing to send." : "Nothing was sent; --confirm=" + all + " does.");
    out.flush();
    return 0;
  }

  private static int compare(List<String> one, List<String> other) {
    for (int i = 0; i < one.size(); i++) {
      int order = one.get(i).compareTo(other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
