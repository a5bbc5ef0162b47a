package io.quipu.cli;

import io.quipu.cli.audit.AuditCommand;
import io.quipu.cli.audit.HealCommand;
import io.quipu.cli.catalog.CatalogCommand;
import io.quipu.cli.changes.ChangesCommand;
import io.quipu.cli.counts.CountsCommand;
import io.quipu.cli.counts.ExportCommand;
import io.quipu.cli.counts.TopCommand;
import io.quipu.cli.deadletters.DeadLettersCommand;
import io.quipu.cli.demo.DemoCommand;
import io.quipu.cli.migrate.MigrateCommand;
import io.quipu.cli.notify.NotifyCommand;
import io.quipu.cli.plan.PlanCommand;
import io.quipu.cli.profile.ProfileCommand;
import io.quipu.cli.run.BackfillCommand;
import io.quipu.cli.run.RunCommand;
import io.quipu.cli.schema.SchemaCommand;
import io.quipu.cli.serve.ServeCommand;
import io.quipu.cli.simulate.SimulateCommand;
import io.quipu.cli.stack.StackCommand;
import io.quipu.cli.state.StateCommand;
import io.quipu.cli.triggers.TriggersCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The main class of the command. {@link ExitCodes} lists its exit codes. */
@Command(
    name = "quipu",
    mixinStandardHelpOptions = true,
    version = "quipu 0.1.0",
    description = "Counts events in real time, exactly.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "quipu bench, a separate program, measures performance: quipu bench --help."},
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      BackfillCommand.class,
      AuditCommand.class,
      HealCommand.class,
      MigrateCommand.class,
      CountsCommand.class,
      TopCommand.class,
      ExportCommand.class,
      ChangesCommand.class,
      TriggersCommand.class,
      NotifyCommand.class,
      DeadLettersCommand.class,
      ServeCommand.class,
      CatalogCommand.class,
      SchemaCommand.class,
      StateCommand.class,
      ProfileCommand.class,
      StackCommand.class,
      PlanCommand.class,
      SimulateCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Quipu {
  /** Commands that take names. A name can look like an option. */
  private static final List<String> ASKING = List.of("counts", "top", "export");

  private Quipu() {}

  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    PrintWriter out = utf8(System.out);
    PrintWriter err = utf8(System.err);
    int code = runArguments(out, err, args);
    out.flush();
    err.flush();
    // Some libraries leave threads behind that would keep the process alive.
    System.exit(code);
  }

  private static int runArguments(PrintWriter out, PrintWriter err, String... args) {
    try {
      Arguments.requireUtf8(args);
    } catch (UsageException e) {
      ErrorMessages.print(e, err);
      return ExitCodes.USAGE;
    }
    return run(out, err, args);
  }

  /** Runs one command and returns its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine commands = commands();
    commands.getSubcommands().values().stream()
        .filter(command -> ASKING.contains(command.getCommandName()))
        .forEach(command -> command.setAllowOptionsAsOptionParameters(true));
    return commands
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, given) -> usageError(e, err))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              ErrorMessages.print(e, err);
              return ExitCodes.of(e);
            })
        .execute(args);
  }

  /** The command with all of its subcommands. */
  static CommandLine commands() {
    return new CommandLine(new Quipu());
  }

  private static int usageError(ParameterException e, PrintWriter err) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("quipu: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("'" + command + " --help' shows how it is called.");
    err.flush();
    return ExitCodes.USAGE;
  }

  private static PrintWriter utf8(java.io.OutputStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
