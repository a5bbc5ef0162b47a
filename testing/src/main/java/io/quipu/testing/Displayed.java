package io.quipu.testing;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.display.HasDisplayData;

/** What a runner's page shows of a transform. */
public final class Displayed {
  private Displayed() {}

  /**
   * The values of its display data, by path and key, such as {@code expiry/shards}.
   *
   * @throws AssertionError if an item has no label, from which a person learns what it is
   */
  public static Map<String, Object> of(HasDisplayData transform) {
    Map<String, Object> values = new TreeMap<>();
    for (DisplayData.Item item : DisplayData.from(transform).items()) {
      if (item.getLabel() == null) {
        throw new AssertionError("The item '" + item.getKey() + "' has no label.");
      }
      StringBuilder name = new StringBuilder();
      item.getPath().getComponents().forEach(component -> name.append(component).append('/'));
      values.put(name + item.getKey(), item.getValue());
    }
    return values;
  }
}
