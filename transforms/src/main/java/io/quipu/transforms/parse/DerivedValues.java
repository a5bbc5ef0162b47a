package io.quipu.transforms.parse;

import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import io.quipu.model.catalog.Derived;
import io.quipu.transforms.parse.cel.CelExpression;
import io.quipu.transforms.parse.cel.CelExpressions;
import io.quipu.transforms.parse.cel.CelExpressions.InvalidExpressionException;
import io.quipu.transforms.parse.cel.CelExpressions.Purpose;
import io.quipu.transforms.parse.json.FieldTree;
import io.quipu.transforms.parse.json.Refusal;
import io.quipu.transforms.parse.json.Utf8Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The derived values of one event. Each is computed when it is first needed. Not thread-safe. */
final class DerivedValues {
  private final List<Derived> derived;
  private final List<CelExpression> expressions = new ArrayList<>();
  private final @Nullable Object[] results;
  private Map<String, Object> event = Map.of();

  /**
   * @throws IllegalArgumentException if an expression does not compile; a checked catalog has no
   *     such expression
   */
  DerivedValues(List<Derived> derived, CelExpressions cel, FieldTree tree) {
    this.derived = derived;
    this.results = new Object[derived.size()];
    for (Derived value : derived) {
      CelExpression expression =
          compile(cel, value.expression(), Purpose.VALUE, "derived value '" + value.name() + "'");
      tree.addExpression(expression);
      expressions.add(expression);
    }
  }

  static CelExpression compile(CelExpressions cel, String text, Purpose purpose, String what) {
    try {
      return cel.compile(text, purpose);
    } catch (InvalidExpressionException e) {
      throw new IllegalArgumentException(
          "The expression of the " + what + " does not compile: " + e.getMessage(), e);
    }
  }

  /** Returns the index of the derived value of this name. */
  int indexOf(String name) {
    for (int i = 0; i < derived.size(); i++) {
      if (derived.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("The catalog declares no derived value '" + name + "'.");
  }

  /** Returns the expression of the derived value at this index. */
  CelExpression expression(int index) {
    return expressions.get(index);
  }

  /** Sets the next event and forgets the values of the last one. */
  void setEvent(Map<String, Object> next) {
    event = next;
    Arrays.fill(results, null);
  }

  /**
   * Returns the derived value as texts, without empty ones: one text, or those of a list.
   *
   * @throws Refusal if it cannot be computed, or is not a text, number or boolean or a list of
   *     these
   */
  List<String> texts(int index) throws Refusal {
    Object result = result(index);
    List<String> texts = new ArrayList<>();
    if (result instanceof List<?> list) {
      for (Object element : list) {
        addText(element, index, texts);
      }
    } else {
      addText(result, index, texts);
    }
    return texts;
  }

  private void addText(Object value, int index, List<String> texts) throws Refusal {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      String text = Utf8Text.wellFormed(value.toString());
      if (!text.isEmpty()) {
        texts.add(text);
      }
    } else if (!(value instanceof NullValue)) {
      throw new Refusal(
          "expression",
          "The derived value '"
              + derived.get(index).name()
              + "' is no text, number, truth value or list of these; fix its expression.");
    }
  }

  private Object result(int index) throws Refusal {
    Object result = results[index];
    if (result == null) {
      result =
          evaluate(expressions.get(index), event, "derived value '", derived.get(index).name());
      results[index] = result;
    }
    return result;
  }

  /** Computes an expression. Kind and name are for the message, which is built only if it fails. */
  static Object evaluate(
      CelExpression expression, Map<String, Object> event, String kind, String name)
      throws Refusal {
    try {
      return expression.evaluate(event);
    } catch (CelEvaluationException | RuntimeException e) {
      // The exception's message may quote the event, so it is not used.
      throw new Refusal(
          "expression",
          "The expression of the "
              + kind
              + name
              + "' has no value for this event; guard fields that may be missing with has(), and"
              + " values of other types with type().");
    }
  }
}
