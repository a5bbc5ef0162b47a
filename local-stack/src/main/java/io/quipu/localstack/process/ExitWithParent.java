package io.quipu.localstack.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of an attached server. It runs the server's own main class, named by the first
 * argument, and ends the process as soon as standard input ends. Standard input is a pipe from the
 * process that started the server: it ends with that process, even after kill -9.
 *
 * <p>It runs on the server's class path, so it uses only the JDK and is a single class.
 */
final class ExitWithParent implements Runnable {
  private final InputStream pipe;

  private ExitWithParent(InputStream pipe) {
    this.pipe = pipe;
  }

  public static void main(String[] args)
      throws ClassNotFoundException, NoSuchMethodException, IllegalAccessException {
    Thread watch = new Thread(new ExitWithParent(System.in), "exit-with-parent");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  @Override
  public void run() {
    try {
      while (pipe.read() >= 0) {
        // The content has no meaning; only the end of the stream does.
      }
    } catch (IOException e) {
      // A broken pipe is an ended pipe.
    }
    // The log is the only place where a user can see why the server ended.
    System.err.println("quipu: The process that started this server is gone, so this server ends.");
    // Nothing waits for an orderly shutdown any more, and the servers recover from a crash.
    Runtime.getRuntime().halt(1);
  }
}
