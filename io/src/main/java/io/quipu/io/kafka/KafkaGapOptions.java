package io.quipu.io.kafka;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What a reader does if Kafka does not have the records at which it reads on. Readers take it from
 * the options of the running job: a source that is restored keeps the settings of its first start.
 */
public interface KafkaGapOptions extends PipelineOptions {

  /** Whether to go on without records that Kafka has deleted. */
  @Default.Boolean(false)
  boolean getAcceptGap();

  void setAcceptGap(boolean value);
}
