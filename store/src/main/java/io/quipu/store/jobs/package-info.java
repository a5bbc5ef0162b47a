/** The runs of the jobs that write into a keyspace, and the files that they counted. */
@NullMarked
package io.quipu.store.jobs;

import org.jspecify.annotations.NullMarked;
