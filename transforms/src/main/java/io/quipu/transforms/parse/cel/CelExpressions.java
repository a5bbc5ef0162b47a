package io.quipu.transforms.parse.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;

/**
 * Compiles the catalog's CEL expressions, both for the check of the catalog and for the parser.
 *
 * <p>The event is the variable {@code event}, a map. Whole numbers of up to 64 bits are CEL's int;
 * all other numbers are double. A field with the value null counts as missing. Numbers compare
 * across types. CEL's strings extension is available ({@code lowerAscii}, {@code split}, {@code
 * substring} and so on).
 */
public final class CelExpressions {
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(10_000)
          .comprehensionMaxIterations(10_000)
          .build();

  private final CelCompiler compiler;
  private final CelRuntime runtime;

  public CelExpressions() {
    compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(CelExtensions.strings())
            .addVar("event", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .build();
    runtime =
        CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(CelExtensions.strings())
            .build();
  }

  /** What an expression is for. */
  public enum Purpose {
    /** A filter, which must be true or false. */
    FILTER,
    /** A derived value: a text, a number, a boolean or a list of these. */
    VALUE
  }

  /**
   * A mistake in an expression.
   *
   * @param line the line in the expression, from 1
   * @param column the column in that line, from 1
   * @param message what is wrong
   */
  public record Mistake(int line, int column, String message) {}

  /** Thrown for an expression that does not compile. */
  public static final class InvalidExpressionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    InvalidExpressionException(List<Mistake> mistakes) {
      super(mistakes.toString());
      this.mistakes = mistakes;
    }

    /** Returns all mistakes; there is at least one. */
    public List<Mistake> mistakes() {
      return mistakes;
    }
  }

  /**
   * Compiles an expression.
   *
   * @throws InvalidExpressionException if it is not valid CEL, or its type does not fit the purpose
   */
  public CelExpression compile(String expression, Purpose purpose)
      throws InvalidExpressionException {
    try {
      CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
      checkType(tree.getResultType(), purpose);
      return new CelExpression(tree, runtime.createProgram(tree));
    } catch (CelValidationException e) {
      throw new InvalidExpressionException(
          e.getErrors().stream().map(CelExpressions::mistake).toList());
    } catch (CelEvaluationException e) {
      throw new InvalidExpressionException(
          List.of(new Mistake(1, 1, String.valueOf(e.getMessage()))));
    }
  }

  private static Mistake mistake(CelIssue issue) {
    int line = Math.max(1, issue.getSourceLocation().getLine());
    return new Mistake(line, issue.getSourceLocation().getColumn() + 1, issue.getMessage());
  }

  private static void checkType(CelType type, Purpose purpose) throws InvalidExpressionException {
    boolean fits =
        switch (type.kind()) {
          case BOOL, DYN, ANY -> true;
          case INT, UINT, DOUBLE, STRING, LIST -> purpose == Purpose.VALUE;
          default -> false;
        };
    if (!fits) {
      String right =
          purpose == Purpose.FILTER
              ? "a filter must be true or false, as in event.quantity > 2"
              : "a derived value must be a text, a number, true or false, or a list of these";
      throw new InvalidExpressionException(
          List.of(new Mistake(1, 1, "the expression gives a " + type.name() + "; " + right)));
    }
  }
}
