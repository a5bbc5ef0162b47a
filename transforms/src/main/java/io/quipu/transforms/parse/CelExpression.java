package io.quipu.transforms.parse;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A compiled expression over an event. Thread-safe. */
public final class CelExpression {
  private static final String EVENT = "event";

  private final CelRuntime.Program program;
  private final Set<String> fields = new TreeSet<>();
  private boolean wholeEvent;

  CelExpression(CelAbstractSyntaxTree tree, CelRuntime.Program program) {
    this.program = program;
    CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(this::note);
  }

  /** The outermost fields of the event that the expression reads, if {@link #wholeEvent} is not. */
  Set<String> fields() {
    return fields;
  }

  /** Whether the expression may read any field, as in {@code event[event.key]}. */
  boolean wholeEvent() {
    return wholeEvent;
  }

  /**
   * Computes the expression.
   *
   * @throws CelEvaluationException if it has no value for this event, such as for lack of a field
   */
  Object evaluate(Map<String, Object> event) throws CelEvaluationException {
    return program.eval(Map.of(EVENT, event));
  }

  private void note(CelNavigableExpr node) {
    if (node.getKind() != Kind.IDENT || !node.expr().ident().name().equals(EVENT)) {
      return;
    }
    Optional<CelExpr> parent = node.parent().map(CelNavigableExpr::expr);
    if (parent.isPresent() && parent.get().getKind() == Kind.SELECT) {
      fields.add(parent.get().select().field());
    } else {
      wholeEvent = true;
    }
  }
}
