package io.quipu.testing;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.display.HasDisplayData;

/** Reads the display data of a transform, which a runner's web page shows. */
public final class Displayed {
  private Displayed() {}

  /**
   * The values of its display data, by path and key, such as {@code expiry/shards}.
   *
   * @throws AssertionError if an item has no label to explain it to a user
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
