package io.quipu.cli.catalog;

import io.quipu.model.catalog.Catalog;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogFile;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quipu catalog}: checks a catalog, the file that declares what is counted. */
@Command(
    name = "catalog",
    mixinStandardHelpOptions = true,
    description = "Checks a catalog, the file that declares what is counted.",
    synopsisSubcommandLabel = "COMMAND")
public final class CatalogCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description =
          "Checks a catalog and all lines of the files that it names. Prints all mistakes at once,"
              + " each with its file and line.")
  int check(
      @Parameters(paramLabel = "FILE", description = "The catalog, such as catalog.yaml.")
          String file) {
    try {
      Catalog catalog = CatalogFile.check(file);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%s is right: it counts %s.%n", file, statistics(catalog));
      out.flush();
      return 0;
    } catch (CatalogException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(e.getMessage());
      int mistakes = e.problems().size();
      err.printf("quipu: %d %s in %s.%n", mistakes, mistakes == 1 ? "mistake" : "mistakes", file);
      err.flush();
      return 1;
    }
  }

  private static String statistics(Catalog catalog) {
    return String.join(", ", catalog.statistics().stream().map(s -> s.name()).toList());
  }
}
