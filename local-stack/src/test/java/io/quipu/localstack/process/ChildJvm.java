package io.quipu.localstack.process;

import java.nio.file.Path;

/** Runs a main class of the tests in its own process. */
public final class ChildJvm {
  private ChildJvm() {}

  public static ProcessBuilder of(Class<?> mainClass, String argument) {
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dquipu.home=" + System.getProperty("quipu.home"),
            mainClass.getName(),
            argument);
    command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return command.redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
