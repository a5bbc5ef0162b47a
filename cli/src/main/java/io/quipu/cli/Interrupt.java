package io.quipu.cli;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Handles the signals INT (Ctrl-C) and TERM (kill). The first signal asks the command to stop. The
 * second ends the process at once.
 *
 * <p>A shutdown hook would not work. All hooks run at the same time, and the hooks of libraries
 * close what the command still needs, such as Cassandra sessions. Java has signals only in {@code
 * sun.misc}. javac warns of it, so this class uses reflection.
 */
public final class Interrupt implements AutoCloseable {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final Thread command = Thread.currentThread();
  private boolean interruptsThread = true;
  private boolean closed;
  private volatile int exitCode = ExitCodes.INTERRUPTED;

  private Interrupt() {}

  /** Starts to handle signals. The first signal interrupts the calling thread. */
  public static Interrupt handle() {
    Interrupt interrupt = new Interrupt();
    for (String signal : List.of("INT", "TERM")) {
      interrupt.register(signal);
    }
    return interrupt;
  }

  /**
   * Stops interrupting the thread: from now on, only {@link #await} and {@link #isRequested} report
   * the first signal.
   */
  public synchronized void tellOnly() {
    interruptsThread = false;
  }

  /** Whether a signal has come. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /**
   * The exit code of a command that was stopped before it was done: 130 after Ctrl-C, 143 after a
   * kill.
   */
  public int exitCode() {
    return exitCode;
  }

  /** Waits for some time, or until a signal comes. Returns whether a signal has come. */
  public boolean await(Duration atMost) {
    try {
      return requested.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return isRequested();
    }
  }

  private void register(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      request(ExitCodes.ofSignal(name));
                      yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "Interrupt";
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    } catch (ReflectiveOperationException e) {
      // Without a handler, a signal ends the process at once. This is safe.
    }
  }

  private synchronized void request(int code) {
    if (closed || isRequested()) {
      Runtime.getRuntime().halt(code);
    }
    exitCode = code;
    requested.countDown();
    if (interruptsThread) {
      command.interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
