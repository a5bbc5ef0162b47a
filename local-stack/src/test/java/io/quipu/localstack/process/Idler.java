package io.quipu.localstack.process;

/** A server that does nothing until it is stopped, or ends at once with an exit code. */
final class Idler {
  private Idler() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length > 0) {
      System.exit(Integer.parseInt(args[0]));
    }
    Thread.currentThread().join();
  }
}
