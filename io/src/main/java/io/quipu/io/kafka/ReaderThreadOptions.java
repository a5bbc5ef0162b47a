package io.quipu.io.kafka;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/** What readers of Kafka must know of the runner. The pipeline sets it; nobody gives it. */
@Hidden
public interface ReaderThreadOptions extends PipelineOptions {

  /**
   * Whether one thread asks several readers in turn. Then a reader must not wait for a record.
   * Otherwise it must, because a runner asks a reader without records again at once.
   */
  @Default.Boolean(false)
  boolean getReadersShareThread();

  void setReadersShareThread(boolean value);
}
