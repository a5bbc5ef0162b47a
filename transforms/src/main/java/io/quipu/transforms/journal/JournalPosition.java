package io.quipu.transforms.journal;

import java.util.List;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;

/**
 * How far the state of a shard agrees with the stored rows: all rows of entries up to here are what
 * the state says. Rows of later entries are those of a lost attempt.
 *
 * @param owner the owner of the last entry
 * @param sequence its place among the owner's entries
 * @param hour the hour of the journal that holds the last entry; 0 without entries
 * @param incarnation the number of the run whose journal it is; 0 without a journal
 */
public record JournalPosition(long owner, long sequence, int hour, long incarnation) {

  /** The position of a shard that nobody has owned. */
  public static final JournalPosition NONE = new JournalPosition(0, 0, 0, 0);

  /** The state that holds a shard's position. */
  public static StateSpec<ValueState<List<Long>>> stateSpec() {
    return StateSpecs.value(ListCoder.of(VarLongCoder.of()));
  }

  static JournalPosition read(ValueState<List<Long>> state) {
    List<Long> stored = state.read();
    return stored == null
        ? NONE
        : new JournalPosition(
            stored.get(0), stored.get(1), Math.toIntExact(stored.get(2)), stored.get(3));
  }

  void write(ValueState<List<Long>> state) {
    state.write(List.of(owner, sequence, (long) hour, incarnation));
  }

  /** Whether a run with this number can continue from here. */
  boolean isOfRun(long number) {
    return incarnation == 0 || incarnation == number;
  }

  boolean isBefore(JournalEntry entry) {
    return entry.owner() > owner || (entry.owner() == owner && entry.sequence() > sequence);
  }
}
