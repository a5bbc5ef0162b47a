package io.quipu.cli;

import io.quipu.localstack.process.LocalStackException;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.replay.LettersException;
import io.quipu.runners.spi.JobException;
import io.quipu.store.directory.NotCountedException;
import io.quipu.store.session.RequestFailures;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints exceptions: in one line if the user can fix the cause, otherwise with the stack trace. */
final class ErrorMessages {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorMessages.class);

  /** Exceptions whose messages say what is wrong and what to do. */
  private static final List<Class<? extends Exception>> TELLING =
      List.of(
          CommandException.class,
          UsageException.class,
          StoppedException.class,
          PermanentFailure.class,
          JobException.class,
          NotCountedException.class,
          LocalStackException.class,
          CatalogException.class,
          LettersException.class,
          UncheckedIOException.class,
          IllegalArgumentException.class);

  private ErrorMessages() {}

  static void print(Exception e, PrintWriter err) {
    if (Progress.IN_JSON) {
      LOG.error(e.getMessage(), e);
    } else if (TELLING.stream().anyMatch(type -> type.isInstance(e))) {
      err.println("quipu: " + e.getMessage());
      LOG.debug("The cause", e);
    } else if (RequestFailures.isOfCassandra(e)) {
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
