package io.quipu.transforms.parse.json;

import io.quipu.model.catalog.FieldPath;
import io.quipu.transforms.parse.cel.CelExpression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields that a reader needs from an event, to decide whether a repeated field matters. */
public final class FieldNeeds {
  private final List<List<String>> values = new ArrayList<>();
  private final List<List<String>> structures = new ArrayList<>();
  private boolean everything;
  private boolean properties;
  private Set<String> noProperties = Set.of();

  /** Adds a field whose single value, or whose array elements, are read. */
  public void add(@Nullable FieldPath path) {
    if (path != null) {
      values.add(path.names());
    }
  }

  /** Adds the fields that an expression reads, with everything below them. */
  public void add(@Nullable CelExpression expression) {
    if (expression != null) {
      everything |= expression.wholeEvent();
      structures.addAll(expression.paths());
    }
  }

  /**
   * Adds all fields that become properties.
   *
   * @param others the fields that never become properties
   */
  public void addProperties(Set<String> others) {
    properties = true;
    noProperties = others;
  }

  /**
   * Checks that no needed field is twice in one object.
   *
   * @throws Refusal if there is one; the message names it
   */
  public void refuseRepeated(Collection<RepeatedField> repeated) throws Refusal {
    // Nearly always empty: this saves the iterator.
    if (repeated.isEmpty()) {
      return;
    }
    for (RepeatedField field : repeated) {
      if (include(field)) {
        throw field.refusal();
      }
    }
  }

  private boolean include(RepeatedField field) {
    List<String> names = field.names();
    return everything
        || (properties && field.property() && !noProperties.contains(field.path()))
        || values.stream().anyMatch(value -> isAround(names, value))
        || structures.stream().anyMatch(one -> isAround(names, one) || isAround(one, names));
  }

  /** Returns whether the outer names are those of the inner field, or of an object around it. */
  private static boolean isAround(List<String> outer, List<String> inner) {
    return outer.size() <= inner.size() && inner.subList(0, outer.size()).equals(outer);
  }
}
