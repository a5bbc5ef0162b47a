package io.quipu.localstack.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of an attached server: runs the server's own main class, named by the first
 * argument, and ends the process as soon as standard input ends. Standard input is a pipe from the
 * process that started the server, so it ends when that process is gone, even by kill -9.
 *
 * <p>It runs on the server's class path, so it may use the JDK only and must be a single class.
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
        // Whatever is written there means nothing; only the end counts.
      }
    } catch (IOException e) {
      // A broken pipe is an ended pipe.
    }
    // The log is all that is left to ask why.
    System.err.println("quipu: The process that started this server is gone; it ends too.");
    // Nobody is left to wait for an orderly end, and the servers recover from a crash.
    Runtime.getRuntime().halt(1);
  }
}
