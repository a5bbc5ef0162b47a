package io.quipu.pipeline.catalog;

import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.transforms.parse.cel.CelExpressions;
import io.quipu.transforms.parse.cel.CelExpressions.InvalidExpressionException;
import io.quipu.transforms.parse.cel.CelExpressions.Mistake;
import io.quipu.transforms.parse.cel.CelExpressions.Purpose;
import io.quipu.transforms.trigger.ConditionCompiler;
import io.quipu.transforms.trigger.ConditionCompiler.InvalidConditionException;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Checks expressions, and finds the positions of their mistakes in the file. */
final class Expressions {
  private final List<String> lines;
  private final CatalogValues values;
  private final CelExpressions cel = new CelExpressions();

  Expressions(String text, CatalogValues values) {
    this.lines = text.lines().toList();
    this.values = values;
  }

  /** Returns the text of an expression, and notes a problem if it does not compile. */
  String read(Node node, String what, Purpose purpose) {
    String expression = values.text(node, what);
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      try {
        cel.compile(expression, purpose);
      } catch (InvalidExpressionException e) {
        e.mistakes()
            .forEach(
                mistake ->
                    note(
                        scalar,
                        what,
                        mistake,
                        "write one over the event, such as event.quantity > 2."));
      }
    }
    return expression;
  }

  /** Checks the condition of a trigger, and notes a problem if it does not compile. */
  void checkCondition(Node node, String what, TriggerDefinition trigger) {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      try {
        ConditionCompiler.compile(trigger);
      } catch (InvalidConditionException e) {
        for (ConditionCompiler.Mistake found : e.mistakes()) {
          Mistake mistake = new Mistake(found.line(), found.column(), found.message());
          note(scalar, what, mistake, "write one over the numbers, such as count >= 1000.");
        }
      }
    }
  }

  private void note(ScalarNode node, String what, Mistake mistake, String right) {
    int line = node.getStartMark().getLine();
    int column = node.getStartMark().getColumn();
    ScalarStyle style = node.getScalarStyle();
    if (style == ScalarStyle.LITERAL) {
      column = indentation(line + 1) + mistake.column();
      line += mistake.line();
    } else if (line == node.getEndMark().getLine()) {
      column += mistake.column() + (style == ScalarStyle.PLAIN ? 0 : 1);
    } else {
      column += 1;
    }
    values
        .problems()
        .add(
            line + 1,
            column,
            what + " is no valid CEL expression: " + mistake.message() + "; " + right);
  }

  /** Returns the indentation of a block that begins in a line: that of its first line with text. */
  private int indentation(int from) {
    for (int i = from; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        return lines.get(i).length() - lines.get(i).stripLeading().length();
      }
    }
    return 0;
  }
}
