package io.quipu.io.kafka;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The option that decides what a reader does at a gap in Kafka's log. It is an option of the
 * pipeline and not a setting of the source, because a restored source keeps its first settings.
 */
public interface KafkaGapOptions extends PipelineOptions {

  /** Whether to continue without records that Kafka has deleted. */
  @Default.Boolean(false)
  boolean getAcceptGap();

  void setAcceptGap(boolean value);
}
