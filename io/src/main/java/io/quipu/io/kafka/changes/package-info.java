/** The stream of changed rows: a topic from which others learn of new numbers. */
@NullMarked
package io.quipu.io.kafka.changes;

import org.jspecify.annotations.NullMarked;
