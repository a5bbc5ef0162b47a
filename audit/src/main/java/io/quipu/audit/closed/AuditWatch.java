package io.quipu.audit.closed;

import io.quipu.audit.recount.Comparison;
import io.quipu.store.progress.AuditScope;
import java.time.Duration;
import java.time.Instant;

/** Is told what audits find while they go on. */
public interface AuditWatch {

  /**
   * An audit has ended and was noted.
   *
   * @param took how long it took
   */
  void audited(AuditScope scope, Comparison found, Duration took);

  /**
   * How far all hours are audited, and how many rows the last audits have found wrong.
   *
   * @param until the end of the last hour that was audited
   */
  void standing(Instant until, long wrongRows);

  /** An audit failed, and is tried again after some time. */
  void failed(Exception cause, Duration wait);

  /** There is nothing to audit before the job goes on; the sentence says why. */
  void waits(String why);
}
