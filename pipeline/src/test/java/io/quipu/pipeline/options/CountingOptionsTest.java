package io.quipu.pipeline.options;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Hidden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the options in the docs with those in the code. */
class CountingOptionsTest {
  private static final List<Class<? extends Annotation>> DEFAULTS =
      List.of(
          Default.Boolean.class, Default.Integer.class, Default.Long.class, Default.String.class);

  private record Option(String name, String defaultValue) {}

  static Stream<Option> options() throws ReflectiveOperationException {
    Stream.Builder<Option> options = Stream.builder();
    for (Method getter : CountingOptions.class.getDeclaredMethods()) {
      if (getter.isAnnotationPresent(Hidden.class)) {
        continue;
      }
      for (Class<? extends Annotation> kind : DEFAULTS) {
        Annotation value = getter.getAnnotation(kind);
        if (value != null) {
          options.add(
              new Option(
                  JobArguments.kebab(getter), kind.getMethod("value").invoke(value).toString()));
        }
      }
    }
    return options.build();
  }

  @ParameterizedTest
  @MethodSource("options")
  void theDocsNameTheDefault(Option option) throws Exception {
    String docs = Files.readString(Path.of(System.getProperty("quipu.home"), "docs", "running.md"));

    assertThat(
        docs, containsString("| `--%s` | `%s` |".formatted(option.name(), option.defaultValue())));
  }
}
