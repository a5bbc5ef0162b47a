package io.quipu.cli.run;

import java.util.function.Consumer;

/** What happens when the user stops the process: the job is closed first. */
public final class Interrupt implements AutoCloseable {
  private final Thread hook;

  private Interrupt(Thread hook) {
    this.hook = hook;
  }

  /** From now on, a stopped process says so and closes the job. */
  public static Interrupt handle(AutoCloseable job, Consumer<String> progress) {
    Thread hook =
        new Thread(
            () -> {
              progress.accept("Stopping ...");
              try {
                job.close();
                progress.accept("Stopped.");
              } catch (Exception e) {
                progress.accept("It did not stop cleanly: " + e);
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interrupt(hook);
  }

  /** The job has ended by itself. */
  public void disarm() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is stopping already, and the hook does its work.
    }
  }

  @Override
  public void close() {
    disarm();
  }
}
