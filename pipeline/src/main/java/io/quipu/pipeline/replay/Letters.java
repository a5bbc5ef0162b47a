package io.quipu.pipeline.replay;

import io.quipu.io.deadletters.DeadLetterTarget;
import io.quipu.io.kafka.KafkaSettings;
import java.util.Map;

/**
 * The dead letters in one topic or folder. Duplicates, which a failure of the job can write, are
 * left out.
 *
 * <p>Memory: 100 to 200 bytes for each letter, whatever its size.
 */
public interface Letters {

  /** Receives letters. */
  interface Visitor {
    /**
     * @param replayed whether its record was replayed
     */
    void letter(Letter letter, boolean replayed) throws InterruptedException;
  }

  /**
   * Passes all current letters to a visitor.
   *
   * @throws LettersException if they cannot be read
   */
  void forEach(Visitor visitor) throws InterruptedException;

  /** Returns whether the record can be replayed unchanged. */
  boolean canReplay(Letter letter);

  /**
   * Replays the records of letters that were not replayed before. Records and their marks are
   * written atomically. So after any failure the next call sends exactly the rest.
   *
   * @return the number of replayed records by topic or file
   * @throws LettersException if they cannot be sent, or their number is not the confirmed one
   */
  Map<String, Long> replay(ReplayOrder order) throws InterruptedException;

  /** Returns the letters in a topic, or in a folder of this machine. */
  static Letters in(DeadLetterTarget target, KafkaSettings kafka) {
    if (target instanceof DeadLetterTarget.Topic topic) {
      return new TopicLetters(kafka, topic.name());
    }
    return new FolderLetters(((DeadLetterTarget.Folder) target).path());
  }
}
