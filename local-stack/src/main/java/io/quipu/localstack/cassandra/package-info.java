/** Runs a Cassandra node as a child process. */
@NullMarked
package io.quipu.localstack.cassandra;

import org.jspecify.annotations.NullMarked;
