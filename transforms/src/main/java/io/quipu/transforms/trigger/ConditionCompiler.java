package io.quipu.transforms.trigger;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.trigger.TriggerDefinition;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compiles conditions of triggers, both for the check of a catalog and for the stage.
 *
 * <p>The variables are the numbers of the bucket: {@code count}, {@code uniques} and {@code
 * sums.NAME}. Those of the bucket before are {@code previous.day.count} and so on, also with hour
 * and month. {@code company}, {@code customer} and {@code value} are texts. Counts and uniques are
 * CEL's int; sums are its double, which has about 16 digits. In the name of a sum, characters other
 * than letters, digits and underscores become underscores. Thread-safe.
 */
public final class ConditionCompiler {
  static final String COUNT = "count";
  static final String UNIQUES = "uniques";
  static final String SUMS = "sums.";
  static final String PREVIOUS = "previous.";
  static final String COMPANY = "company";
  static final String CUSTOMER = "customer";
  static final String VALUE = "value";

  private static final Set<String> DIVISIONS = Set.of("_/_", "_%_");

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(10_000)
          .comprehensionMaxIterations(10_000)
          .build();

  // An equal condition is compiled once in a process: ten thousand triggers often have a few texts,
  // and a job that starts again has all of them again.
  private static final Cache<Source, Condition> COMPILED =
      CacheBuilder.newBuilder().maximumSize(100_000).build();
  private static final Cache<Scope, CelCompiler> COMPILERS =
      CacheBuilder.newBuilder().maximumSize(1_000).build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .addLibraries(CelExtensions.strings())
          .build();

  private ConditionCompiler() {}

  /** What the variables depend on. */
  private record Scope(
      Statistic statistic, boolean ofCustomers, boolean hasValue, Resolution resolution) {
    static Scope of(TriggerDefinition trigger) {
      return new Scope(
          trigger.statistic(),
          trigger.ofCustomers(),
          !trigger.dimension().isEmpty(),
          trigger.resolution());
    }
  }

  private record Source(Scope scope, String expression) {}

  /**
   * A mistake in a condition.
   *
   * @param line the line in the expression, from 1
   * @param column the column in that line, from 1
   * @param message what is wrong, and what to do
   */
  public record Mistake(int line, int column, String message) {}

  /** Thrown for a condition that does not compile. */
  public static final class InvalidConditionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    InvalidConditionException(List<Mistake> mistakes) {
      super(mistakes.toString());
      this.mistakes = mistakes;
    }

    /** Returns all mistakes; there is at least one. */
    public List<Mistake> mistakes() {
      return mistakes;
    }
  }

  /**
   * Compiles the condition of a trigger.
   *
   * @throws InvalidConditionException if it is not valid CEL, is neither true nor false, or always
   *     divides by zero
   */
  public static Condition compile(TriggerDefinition trigger) throws InvalidConditionException {
    Source source = new Source(Scope.of(trigger), trigger.when());
    Condition known = COMPILED.getIfPresent(source);
    if (known == null) {
      known = compile(source);
      COMPILED.put(source, known);
    }
    return known;
  }

  private static Condition compile(Source source) throws InvalidConditionException {
    Scope scope = source.scope();
    try {
      CelAbstractSyntaxTree tree = compiler(scope).compile(source.expression()).getAst();
      if (!tree.getResultType().equals(SimpleType.BOOL)) {
        throw mistake(
            "the expression gives "
                + tree.getResultType().name()
                + "; a condition must be true or false, as in count >= 1000");
      }
      refuseZeroDivisors(tree);
      return new Condition(RUNTIME.createProgram(tree), previous(tree), sums(scope.statistic()));
    } catch (CelValidationException e) {
      throw new InvalidConditionException(
          e.getErrors().stream().map(issue -> mistake(issue, scope)).toList());
    } catch (CelEvaluationException e) {
      throw mistake(String.valueOf(e.getMessage()));
    }
  }

  private static InvalidConditionException mistake(String message) {
    return new InvalidConditionException(List.of(new Mistake(1, 1, message)));
  }

  private static Mistake mistake(CelIssue issue, Scope scope) {
    String message = issue.getMessage();
    if (message.contains("undeclared reference")) {
      message += "; it can use " + String.join(", ", variables(scope).keySet());
    } else if (message.contains("no matching overload")) {
      message +=
          "; counts and uniques are whole numbers and sums are decimals: write 2.0 beside a sum, and"
              + " double(count) to mix them";
    }
    return new Mistake(
        Math.max(1, issue.getSourceLocation().getLine()),
        issue.getSourceLocation().getColumn() + 1,
        message);
  }

  private static CelCompiler compiler(Scope scope) {
    CelCompiler known = COMPILERS.getIfPresent(scope);
    if (known == null) {
      known = newCompiler(scope);
      COMPILERS.put(scope, known);
    }
    return known;
  }

  private static CelCompiler newCompiler(Scope scope) {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(CelExtensions.strings());
    variables(scope).forEach(builder::addVar);
    return builder.build();
  }

  private static Map<String, CelType> variables(Scope scope) {
    Map<String, CelType> variables = new LinkedHashMap<>();
    addNumbers("", scope, variables);
    for (Resolution resolution : Resolution.values()) {
      if (resolution.compareTo(scope.resolution()) >= 0
          && scope.statistic().resolutions().contains(resolution)) {
        addNumbers(PREVIOUS + resolution.word() + ".", scope, variables);
      }
    }
    variables.put(COMPANY, SimpleType.STRING);
    if (scope.ofCustomers()) {
      variables.put(CUSTOMER, SimpleType.STRING);
    }
    if (scope.hasValue()) {
      variables.put(VALUE, SimpleType.STRING);
    }
    return variables;
  }

  private static void addNumbers(String prefix, Scope scope, Map<String, CelType> variables) {
    variables.put(prefix + COUNT, SimpleType.INT);
    if (scope.statistic().uniques() && !scope.ofCustomers()) {
      variables.put(prefix + UNIQUES, SimpleType.INT);
    }
    sums(scope.statistic())
        .keySet()
        .forEach(sum -> variables.put(prefix + SUMS + sum, SimpleType.DOUBLE));
  }

  private static Map<String, String> sums(Statistic statistic) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Sum sum : statistic.sums()) {
      if (!sum.name().equals(Sum.CHANGES.name())) {
        names.put(sum.name().replaceAll("[^A-Za-z0-9_]", "_"), sum.name());
      }
    }
    return names;
  }

  /** The resolution in a name such as {@code previous.day.count}. */
  static Resolution resolution(String name) {
    int dot = name.indexOf('.', PREVIOUS.length());
    return Resolution.ofWord(name.substring(PREVIOUS.length(), dot));
  }

  private static Set<Resolution> previous(CelAbstractSyntaxTree tree) {
    Set<Resolution> previous = EnumSet.noneOf(Resolution.class);
    for (CelReference reference : tree.getReferenceMap().values()) {
      if (reference.name().startsWith(PREVIOUS)) {
        previous.add(resolution(reference.name()));
      }
    }
    return previous;
  }

  /** A number divided by the constant zero is never what somebody means. */
  private static void refuseZeroDivisors(CelAbstractSyntaxTree tree)
      throws InvalidConditionException {
    boolean found =
        CelNavigableAst.fromAst(tree)
            .getRoot()
            .allNodes()
            .filter(node -> node.getKind() == Kind.CALL)
            .map(node -> node.expr().call())
            .anyMatch(
                call ->
                    DIVISIONS.contains(call.function())
                        && call.args().get(1).getKind() == Kind.CONSTANT
                        && isZero(call.args().get(1).constant()));
    if (found) {
      throw mistake("it divides by zero, so it never has a value; divide by another number");
    }
  }

  private static boolean isZero(CelConstant constant) {
    return switch (constant.getKind()) {
      case INT64_VALUE -> constant.int64Value() == 0;
      case DOUBLE_VALUE -> constant.doubleValue() == 0;
      default -> false;
    };
  }
}
