package io.quipu.transforms.parse.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A compiled expression over an event. Thread-safe. */
public final class CelExpression {
  private static final String EVENT = "event";

  private final CelRuntime.Program program;
  private final Set<List<String>> paths = new LinkedHashSet<>();
  private boolean wholeEvent;

  CelExpression(CelAbstractSyntaxTree tree, CelRuntime.Program program) {
    this.program = program;
    CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(this::note);
  }

  /**
   * Returns the fields that the expression reads, unless it reads the {@link #wholeEvent}. Each is
   * a list of names: those of the objects around the field, then its own. The expression may also
   * read what is below a field.
   */
  public Set<List<String>> paths() {
    return paths;
  }

  /** Returns whether the expression may read any field, as in {@code event[event.key]}. */
  public boolean wholeEvent() {
    return wholeEvent;
  }

  /**
   * Computes the expression.
   *
   * @throws CelEvaluationException if it has no value for this event, for example because a field
   *     is missing
   */
  public Object evaluate(Map<String, Object> event) throws CelEvaluationException {
    return program.eval(Map.of(EVENT, event));
  }

  private void note(CelNavigableExpr node) {
    if (node.getKind() != Kind.IDENT || !node.expr().ident().name().equals(EVENT)) {
      return;
    }
    List<String> names = new ArrayList<>();
    Optional<CelNavigableExpr> parent = node.parent();
    while (parent.isPresent() && parent.get().getKind() == Kind.SELECT) {
      names.add(parent.get().expr().select().field());
      parent = parent.get().parent();
    }
    if (names.isEmpty()) {
      wholeEvent = true;
    } else {
      paths.add(List.copyOf(names));
    }
  }
}
