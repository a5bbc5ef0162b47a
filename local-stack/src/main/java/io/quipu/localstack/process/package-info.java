/** Servers as child processes: their folders, ports, start and end. */
@NullMarked
package io.quipu.localstack.process;

import org.jspecify.annotations.NullMarked;
