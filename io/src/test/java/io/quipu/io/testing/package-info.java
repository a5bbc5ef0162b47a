/** What the tests of both ends share: a Kafka, pipelines, and what came out of them. */
@NullMarked
package io.quipu.io.testing;

import org.jspecify.annotations.NullMarked;
