package io.quipu.cli;

import com.datastax.oss.driver.api.core.DriverException;
import io.quipu.localstack.LocalStackException;
import io.quipu.pipeline.StartupException;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.replay.LettersException;
import io.quipu.query.CassandraException;
import io.quipu.query.NotCountedException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what went wrong: in a line, if it is something that a user can do something about. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /** Their messages say what is wrong and what to do. */
  private static final List<Class<? extends Exception>> TELLING =
      List.of(
          CommandException.class,
          StartupException.class,
          CassandraException.class,
          NotCountedException.class,
          LocalStackException.class,
          CatalogException.class,
          LettersException.class,
          UncheckedIOException.class,
          IllegalArgumentException.class);

  private Problems() {}

  static void print(Exception e, PrintWriter err) {
    if (Progress.IN_JSON) {
      LOG.error(e.getMessage(), e);
    } else if (TELLING.stream().anyMatch(type -> type.isInstance(e))) {
      err.println("quipu: " + e.getMessage());
      LOG.debug("The cause", e);
    } else if (e instanceof DriverException) {
      err.println("quipu: Cassandra refuses or does not answer: " + e.getMessage());
      LOG.debug("The cause", e);
    } else if (e instanceof InterruptedException) {
      err.println("quipu: Interrupted.");
    } else {
      err.println("quipu: This is a mistake of the program; please report it with what follows.");
      e.printStackTrace(err);
    }
    err.flush();
  }
}
