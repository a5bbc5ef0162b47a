package io.quipu.pipeline.replay;

import io.quipu.io.deadletters.DeadLetterTarget;
import io.quipu.io.kafka.KafkaSettings;
import java.util.Map;

/**
 * The dead letters of one place. Copies, which a failure of the job leaves behind, are left out.
 *
 * <p>Memory: a hundred bytes or two per letter, whatever its size.
 */
public interface Letters {

  /** Looks at a letter. */
  interface Visitor {
    /**
     * @param replayed whether its record was sent again
     */
    void letter(Letter letter, boolean replayed) throws InterruptedException;
  }

  /**
   * Shows all letters that are there now.
   *
   * @throws LettersException if they cannot be read
   */
  void forEach(Visitor visitor) throws InterruptedException;

  /** Whether the record can be sent again as it is. */
  boolean canReplay(Letter letter);

  /**
   * Sends the records of letters again, each that was not sent before. What is sent and that it was
   * sent become known in one step: whenever this ends, and however, the next call sends the rest.
   *
   * @return how many were sent to which topic, or written to which file
   * @throws LettersException if they cannot be sent, or are not as many as was confirmed
   */
  Map<String, Long> replay(ReplayOrder order) throws InterruptedException;

  /** The letters of a topic or of a folder of this machine. */
  static Letters in(DeadLetterTarget target, KafkaSettings kafka) {
    if (target instanceof DeadLetterTarget.Topic topic) {
      return new TopicLetters(kafka, topic.name());
    }
    return new FolderLetters(((DeadLetterTarget.Folder) target).path());
  }
}
