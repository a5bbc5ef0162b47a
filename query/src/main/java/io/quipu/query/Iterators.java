package io.quipu.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Iterators over iterators. */
final class Iterators {
  private Iterators() {}

  static <A, B> Iterator<B> map(Iterator<A> from, Function<A, B> function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return from.hasNext();
      }

      @Override
      public B next() {
        return function.apply(from.next());
      }
    };
  }

  /** One after the other, each made when the one before it is at its end. */
  static <A> Iterator<A> concat(Iterator<Iterator<A>> parts) {
    return new Iterator<>() {
      private Iterator<A> part = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!part.hasNext() && parts.hasNext()) {
          part = parts.next();
        }
        return part.hasNext();
      }

      @Override
      public A next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return part.next();
      }
    };
  }

  /** What follows each other and has the same key. */
  record Group<K, A>(K key, List<A> members) {}

  /** Brings together what follows each other and has the same key; holds one group at a time. */
  static <K, A> Iterator<Group<K, A>> group(Iterator<A> from, Function<A, K> key) {
    return new Iterator<>() {
      /** The first of the next group, if it was come across. */
      private @Nullable A ahead;

      @Override
      public boolean hasNext() {
        return ahead != null || from.hasNext();
      }

      @Override
      public Group<K, A> next() {
        A first = ahead == null ? from.next() : ahead;
        ahead = null;
        K common = key.apply(first);
        List<A> members = new ArrayList<>(List.of(first));
        while (ahead == null && from.hasNext()) {
          A member = from.next();
          if (common.equals(key.apply(member))) {
            members.add(member);
          } else {
            ahead = member;
          }
        }
        return new Group<>(common, members);
      }
    };
  }
}
