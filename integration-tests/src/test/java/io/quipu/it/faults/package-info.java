/** The job on a real cluster, under steady load, while all that it stands on is taken away. */
@NullMarked
package io.quipu.it.faults;

import org.jspecify.annotations.NullMarked;
