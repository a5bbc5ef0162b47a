package io.quipu.store.queries;

import com.google.common.collect.Iterators;
import com.google.common.collect.UnmodifiableIterator;
import io.quipu.store.counts.ValueCount;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Merges iterators that are sorted by value, as Cassandra sorts text: by UTF-8 bytes, which is the
 * order of code points. Equal values become one.
 */
public final class MergedByValue extends UnmodifiableIterator<ValueCount> {

  /** Cassandra's order of text. */
  public static final Comparator<String> CODE_POINTS = MergedByValue::compareCodePoints;

  private final Iterator<ValueCount> sorted;
  private final BinaryOperator<ValueCount> merge;

  /** The first row of the next value, if it is already read. */
  private @Nullable ValueCount ahead;

  /**
   * Merges iterators, each of which is sorted.
   *
   * @param merge combines two that have the same value
   */
  MergedByValue(List<Iterator<ValueCount>> sorted, BinaryOperator<ValueCount> merge) {
    this.sorted =
        Iterators.mergeSorted(sorted, Comparator.comparing(ValueCount::value, CODE_POINTS));
    this.merge = merge;
  }

  @Override
  public boolean hasNext() {
    return ahead != null || sorted.hasNext();
  }

  @Override
  public ValueCount next() {
    ValueCount merged = ahead == null ? sorted.next() : ahead;
    ahead = null;
    while (ahead == null && sorted.hasNext()) {
      ValueCount next = sorted.next();
      if (next.value().equals(merged.value())) {
        merged = merge.apply(merged, next);
      } else {
        ahead = next;
      }
    }
    return merged;
  }

  private static int compareCodePoints(String a, String b) {
    int end = Math.min(a.length(), b.length());
    for (int i = 0; i < end; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean bothSame = Character.isSurrogate(x) == Character.isSurrogate(y);
        // In UTF-16 the code points beyond U+FFFF come before U+E000, in UTF-8 after.
        return bothSame ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
