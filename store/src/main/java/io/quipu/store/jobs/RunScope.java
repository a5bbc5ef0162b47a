package io.quipu.store.jobs;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What readers must know of the numbers of a run.
 *
 * @param exactness how exact they are
 * @param since the run and those that it continues have not counted all records from before; null
 *     if they began with the first record
 */
public record RunScope(Exactness exactness, @Nullable Instant since) {

  /** How exact the numbers of a run are. */
  public enum Exactness {
    /** Each record counts once. */
    EXACT,
    /** Each id counts once, as long as it is among the ids that the job remembers. */
    BOUNDED,
    /** A failure of the job can make the numbers wrong. */
    APPROXIMATE,
    /** An earlier build has begun the run, and did not note it. */
    UNKNOWN;

    /** The word in the table and in answers. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Exactness of(@Nullable String word) {
      return word == null ? UNKNOWN : valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** The scope of a run that an earlier build has begun. */
  public static final RunScope UNKNOWN = new RunScope(Exactness.UNKNOWN, null);
}
