package io.quipu.cli.triggers;

import io.quipu.cli.tail.TopicTail;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quipu triggers tail}: prints firings as they come. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = "Prints firings as they come, each as a line of JSON, until Ctrl-C.")
public final class TailCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private TopicTail tail;

  @Override
  public Integer call() {
    return tail.print(spec.commandLine().getOut(), "triggers");
  }
}
