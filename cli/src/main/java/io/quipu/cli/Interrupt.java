package io.quipu.cli;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The user's wish to stop (Ctrl-C, or a kill): the command is told and ends in its own way; a
 * second one ends the process at once.
 *
 * <p>It is not a shutdown hook: those run all at the same time, and libraries close with theirs
 * what the command still needs to end well, such as sessions of Cassandra. Java offers signals only
 * in {@code sun.misc}, which javac warns of, hence the reflection.
 */
public final class Interrupt implements AutoCloseable {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final Thread command = Thread.currentThread();
  private boolean breaksOff = true;
  private boolean closed;
  private volatile int exitCode = ExitCodes.INTERRUPTED;

  private Interrupt() {}

  /** From now on, a wish to stop interrupts the calling thread, once. */
  public static Interrupt handle() {
    Interrupt interrupt = new Interrupt();
    for (String signal : List.of("INT", "TERM")) {
      interrupt.register(signal);
    }
    return interrupt;
  }

  /**
   * From now on, a wish to stop is only told by {@link #await} and {@link #isRequested}: what the
   * calling thread is doing is not broken off.
   */
  public synchronized void tellOnly() {
    breaksOff = false;
  }

  /** Whether the user wants to stop. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /**
   * The exit code of a command that was stopped before all was done: 130 after Ctrl-C, 143 after a
   * kill.
   */
  public int exitCode() {
    return exitCode;
  }

  /** Waits for a while, or until the user wants to stop; says whether he does. */
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
      // Such a Java ends the process at once, which harms nothing but the goodbye.
    }
  }

  private synchronized void request(int code) {
    if (closed || isRequested()) {
      Runtime.getRuntime().halt(code);
    }
    exitCode = code;
    requested.countDown();
    if (breaksOff) {
      command.interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
