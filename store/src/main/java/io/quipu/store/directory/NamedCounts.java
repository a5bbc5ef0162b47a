package io.quipu.store.directory;

import io.quipu.model.counter.EscapedText;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the counts that a user names. If there are none, the error names counts that exist. */
public final class NamedCounts {
  private static final int SHOWN = 10;

  private final Directory directory;
  private final String counts;

  private NamedCounts(Directory directory, String counts) {
    this.directory = directory;
    this.counts = counts;
  }

  /** Finds counts of companies as a whole. */
  public static NamedCounts ofCompanies(Directory directory) {
    return new NamedCounts(directory, "counts");
  }

  /** Finds counts by customer. */
  public static NamedCounts ofCustomers(Directory directory) {
    return new NamedCounts(directory, "counts by customer");
  }

  /**
   * The entries of a company.
   *
   * @throws NotCountedException if it has none
   */
  public List<DirectoryEntry> company(String company) {
    List<DirectoryEntry> entries = directory.of(company);
    if (entries.isEmpty()) {
      throw new NotCountedException(
          "There are no "
              + counts
              + " of the company '"
              + company
              + "'. "
              + instead(directory.companies().limit(SHOWN + 1).sorted().toList()));
    }
    return entries;
  }

  /**
   * The entries of a dimension, the earliest first; of the whole statistic if the name is empty.
   *
   * @throws NotCountedException if the company has none
   */
  public List<DirectoryEntry> dimension(String company, String statistic, String dimension) {
    List<DirectoryEntry> all = company(company);
    List<DirectoryEntry> ofStatistic =
        all.stream().filter(entry -> entry.statistic().equals(statistic)).toList();
    if (ofStatistic.isEmpty()) {
      throw new NotCountedException(
          "The company '"
              + company
              + "' has no "
              + counts
              + " of the statistic '"
              + statistic
              + "'. "
              + instead(names(all.stream().map(DirectoryEntry::statistic).toList())));
    }
    List<DirectoryEntry> found =
        ofStatistic.stream().filter(entry -> entry.dimension().equals(dimension)).toList();
    if (found.isEmpty()) {
      throw new NotCountedException(
          "The statistic '"
              + statistic
              + "' of the company '"
              + company
              + "' has no "
              + counts
              + " of the dimension '"
              + dimension
              + "'. "
              + instead(
                  names(
                      ofStatistic.stream()
                          .map(DirectoryEntry::dimension)
                          .filter(name -> !name.isEmpty())
                          .toList())));
    }
    return found;
  }

  private static List<String> names(Collection<String> names) {
    return names.stream().distinct().sorted().toList();
  }

  private static String instead(List<String> names) {
    if (names.isEmpty()) {
      return "There are no counts of any other either.";
    }
    String more = names.size() > SHOWN ? " and others" : "";
    return "There are of: "
        + names.stream()
            .limit(SHOWN)
            .map(name -> "'" + EscapedText.text(name) + "'")
            .collect(Collectors.joining(", "))
        + more
        + ".";
  }
}
