package io.quipu.store.increments;

import com.google.common.collect.Iterators;
import com.google.common.collect.PeekingIterator;
import com.google.common.collect.UnmodifiableIterator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Groups consecutive elements with the same key; holds one group in memory at a time. */
final class Groups<K, A> extends UnmodifiableIterator<Groups.Group<K, A>> {

  /** Consecutive elements with the same key. */
  record Group<K, A>(K key, List<A> members) {}

  private final PeekingIterator<A> elements;
  private final Function<A, K> key;

  Groups(Iterator<A> elements, Function<A, K> key) {
    this.elements = Iterators.peekingIterator(elements);
    this.key = key;
  }

  @Override
  public boolean hasNext() {
    return elements.hasNext();
  }

  @Override
  public Group<K, A> next() {
    List<A> members = new ArrayList<>();
    members.add(elements.next());
    K common = key.apply(members.get(0));
    while (elements.hasNext() && common.equals(key.apply(elements.peek()))) {
      members.add(elements.next());
    }
    return new Group<>(common, members);
  }
}
