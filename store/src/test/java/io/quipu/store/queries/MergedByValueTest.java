package io.quipu.store.queries;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quipu.store.counts.ValueCount;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MergedByValueTest {

  @Test
  void comparesAsUtf8Does() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String a = name(random);
      String b = name(random);
      int expected =
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
      assertThat(
          Integer.signum(MergedByValue.CODE_POINTS.compare(a, b)), is(Integer.signum(expected)));
    }
  }

  @Test
  void mergesEqualValues() {
    Random random = new Random(8);
    TreeMap<String, Long> expected = new TreeMap<>(MergedByValue.CODE_POINTS);
    List<Iterator<ValueCount>> slices = new ArrayList<>();
    for (int slice = 0; slice < 9; slice++) {
      TreeMap<String, ValueCount> sorted = new TreeMap<>(MergedByValue.CODE_POINTS);
      for (int i = random.nextInt(60); i > 0; i--) {
        String value = name(random);
        long count = random.nextInt(1000);
        sorted.put(value, new ValueCount(value, count, null, Map.of()));
      }
      sorted.forEach((value, row) -> expected.merge(value, row.count(), Long::sum));
      slices.add(sorted.values().iterator());
    }
    List<String> merged = new ArrayList<>();
    new MergedByValue(
            slices, (a, b) -> new ValueCount(a.value(), a.count() + b.count(), null, Map.of()))
        .forEachRemaining(row -> merged.add(row.value() + "=" + row.count()));
    assertThat(
        merged,
        equalTo(expected.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList()));
  }

  /** A few different values, with code points on both sides of the surrogates. */
  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    int[] points = {'a', 'b', 0, 0x7FF, 0xD7FF, 0xE000, 0xFFFD, 0x1_0000, 0x1_F600, 0x10_FFFF};
    for (int i = random.nextInt(4); i > 0; i--) {
      name.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return name.toString();
  }
}
