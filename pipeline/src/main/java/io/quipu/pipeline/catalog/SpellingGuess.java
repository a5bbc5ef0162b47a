package io.quipu.pipeline.catalog;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;

/** Suggests the right word for a misspelled one. */
public final class SpellingGuess {
  private static final int MOST_LISTED = 20;

  private SpellingGuess() {}

  /** Returns a suggestion: the most similar word, or else the list of all known words. */
  public static String suggest(String word, Collection<String> known) {
    if (known.isEmpty()) {
      return "there is none";
    }
    String best = "";
    int fewest = Math.max(2, word.length() / 3) + 1;
    for (String candidate : new TreeSet<>(known)) {
      int edits = edits(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (edits < fewest) {
        fewest = edits;
        best = candidate;
      }
    }
    if (!best.isEmpty()) {
      return "did you mean '" + best + "'?";
    }
    return known.size() > MOST_LISTED
        ? "check its spelling"
        : "known are " + String.join(", ", new TreeSet<>(known));
  }

  /** Returns the smallest number of letters to add, remove or change (Levenshtein distance). */
  private static int edits(String from, String to) {
    int[] last = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] next = new int[to.length() + 1];
      next[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        next[j] = Math.min(change, Math.min(last[j], next[j - 1]) + 1);
      }
      last = next;
    }
    return last[to.length()];
  }
}
