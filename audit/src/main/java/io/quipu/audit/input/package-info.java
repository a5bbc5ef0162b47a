/** The raw events that an audit counts: a topic of Kafka, or files. */
@NullMarked
package io.quipu.audit.input;

import org.jspecify.annotations.NullMarked;
