package io.quipu.query;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.BinaryOperator;

/**
 * Merges what is sorted by value, as Cassandra sorts text: by its UTF-8 bytes, which is the order
 * of code points. Equal values become one.
 */
final class MergedByValue implements Iterator<ValueCount> {

  /** Cassandra's order of text. */
  static final Comparator<String> CODE_POINTS = MergedByValue::compareCodePoints;

  private record Head(ValueCount value, Iterator<ValueCount> rest) {}

  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(Comparator.comparing((Head head) -> head.value().value(), CODE_POINTS));

  private final BinaryOperator<ValueCount> merge;

  /**
   * @param merge makes one of two that have the same value
   */
  MergedByValue(List<Iterator<ValueCount>> sorted, BinaryOperator<ValueCount> merge) {
    this.merge = merge;
    sorted.forEach(this::push);
  }

  @Override
  public boolean hasNext() {
    return !heads.isEmpty();
  }

  @Override
  public ValueCount next() {
    Head first = heads.poll();
    if (first == null) {
      throw new NoSuchElementException();
    }
    push(first.rest());
    ValueCount merged = first.value();
    for (Head head = heads.peek();
        head != null && head.value().value().equals(merged.value());
        head = heads.peek()) {
      heads.remove();
      push(head.rest());
      merged = merge.apply(merged, head.value());
    }
    return merged;
  }

  private void push(Iterator<ValueCount> rest) {
    if (rest.hasNext()) {
      heads.add(new Head(rest.next(), rest));
    }
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
