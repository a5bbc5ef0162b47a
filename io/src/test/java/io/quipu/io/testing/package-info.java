/** Shared code of the tests of sources and sinks: a Kafka, pipelines and their outputs. */
@NullMarked
package io.quipu.io.testing;

import org.jspecify.annotations.NullMarked;
