package io.quipu.localstack.process;

/** How long a server lives. */
public enum Lifetime {
  /** Ends with this process, whichever way this process ends. */
  ATTACHED,
  /** Outlives this process and is found again by its folder. */
  DETACHED
}
