package io.quipu.io.deadletters;

import io.quipu.model.failure.PermanentFailure;

/** Files of dead letters cannot be made in the folder for them. */
final class DeadLetterFolderException extends PermanentFailure {
  private static final long serialVersionUID = 1L;

  DeadLetterFolderException(String folder, Exception cause) {
    super(
        "The folder '"
            + folder
            + "' for dead letters cannot be written ("
            + cause
            + "); give the right to write there, or name another with --dead-letters.",
        cause);
  }
}
