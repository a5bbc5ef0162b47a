/** Starts, finds and stops servers as child processes, and manages their folders and ports. */
@NullMarked
package io.quipu.localstack.process;

import org.jspecify.annotations.NullMarked;
