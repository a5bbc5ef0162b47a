package io.quipu.cli.counts;

import io.quipu.cli.UsageException;
import io.quipu.model.sequence.CombinedValues;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.store.directory.DirectoryEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What is counted: a statistic or a sequence, and of which values. */
final class CountedOption {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private Name name = new Name();

  /** Exactly one of both is given. */
  static final class Name {
    @Option(names = "--statistic", required = true, description = "The statistic.")
    private @Nullable String statistic;

    @Option(
        names = "--sequence",
        required = true,
        description = "A sequence of the catalog, in place of a statistic.")
    private @Nullable String sequence;
  }

  @Option(names = "--dimension", description = "The dimension; give --value too.")
  private String dimension = "";

  @Option(names = "--value", description = "The value of the dimension; give --dimension too.")
  private @Nullable String value;

  @Option(
      names = "--with",
      paramLabel = "STEP.DIMENSION=VALUE",
      description =
          "A value that a step of the sequence carries, such as read.campaign='Spring sale'. It can"
              + " be given for several steps.")
  private Map<String, String> with = new LinkedHashMap<>();

  @Option(
      names = "--steps",
      description = "Prints how many customers reached each step of the sequence.")
  private boolean steps;

  /** Whether the steps of a sequence are asked for. */
  boolean asksSteps() {
    return steps;
  }

  /** The name of the statistic, also that of a sequence. */
  String statistic() {
    return name.statistic != null
        ? name.statistic
        : SequenceDefinition.statistic(String.valueOf(name.sequence));
  }

  /**
   * Checks which options are given together.
   *
   * @throws UsageException if they do not go together
   */
  void require(@Nullable String customer) {
    if (dimension.isEmpty() != (value == null)) {
      throw new UsageException("--dimension and --value go together; give both or none.");
    }
    if (name.sequence == null) {
      if (steps || !with.isEmpty()) {
        throw new UsageException(
            "--steps and --with are for a sequence; give --sequence, or --dimension and --value.");
      }
      return;
    }
    if (customer != null) {
      throw new UsageException(
          "A sequence is counted for the whole company; leave out --customer.");
    }
    if ((steps ? 1 : 0) + (with.isEmpty() ? 0 : 1) + (dimension.isEmpty() ? 0 : 1) > 1) {
      throw new UsageException(
          "--steps, --with and --dimension exclude each other; give one of them.");
    }
  }

  /**
   * The dimension of the question; that of several values together has the names of all.
   *
   * @param known what the directory has of the company
   */
  String dimension(List<DirectoryEntry> known) {
    if (steps) {
      return SequenceDefinition.STEP;
    }
    if (with.isEmpty()) {
      return dimension;
    }
    for (DirectoryEntry entry : known) {
      if (entry.statistic().equals(statistic())
          && Set.of(entry.dimension().split("\\+")).equals(with.keySet())) {
        return entry.dimension();
      }
    }
    // The question then says which dimensions there are.
    return CombinedValues.dimension(List.copyOf(with.keySet()));
  }

  /** The value of the question, for the dimension of {@link #dimension(List)}. */
  String value(String ofDimension) {
    if (with.isEmpty()) {
      return value == null ? "" : value;
    }
    List<String> values = new ArrayList<>();
    for (String one : ofDimension.split("\\+", -1)) {
      values.add(with.getOrDefault(one, ""));
    }
    return CombinedValues.value(values);
  }
}
