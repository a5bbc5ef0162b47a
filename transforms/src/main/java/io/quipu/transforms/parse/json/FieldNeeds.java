package io.quipu.transforms.parse.json;

import io.quipu.model.catalog.FieldPath;
import io.quipu.transforms.parse.cel.CelExpression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields that something reads of an event, to tell whether one that is there twice matters. */
public final class FieldNeeds {
  private final List<List<String>> values = new ArrayList<>();
  private final List<List<String>> structures = new ArrayList<>();
  private boolean everything;
  private boolean properties;
  private Set<String> noProperties = Set.of();

  /** Adds a field of which one value is read, or those of an array. */
  public void add(@Nullable FieldPath path) {
    if (path != null) {
      values.add(path.names());
    }
  }

  /** Adds what an expression reads, with all that is below it. */
  public void add(@Nullable CelExpression expression) {
    if (expression != null) {
      everything |= expression.wholeEvent();
      structures.addAll(expression.paths());
    }
  }

  /**
   * Adds all fields that make properties.
   *
   * @param others the fields that make none, whatever they hold
   */
  public void addProperties(Set<String> others) {
    properties = true;
    noProperties = others;
  }

  /**
   * Makes sure that nothing that is read is twice in one object.
   *
   * @throws Refusal if it is, with the field's name
   */
  public void refuseRepeated(Collection<RepeatedField> repeated) throws Refusal {
    // Nearly always, and then not worth an iterator.
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

  /** Whether the first names are those of the second field, or of an object around it. */
  private static boolean isAround(List<String> outer, List<String> inner) {
    return outer.size() <= inner.size() && inner.subList(0, outer.size()).equals(outer);
  }
}
