/** Runs jobs on Google Cloud Dataflow, or writes templates of them. */
@NullMarked
package io.quipu.runners.dataflow;

import org.jspecify.annotations.NullMarked;
