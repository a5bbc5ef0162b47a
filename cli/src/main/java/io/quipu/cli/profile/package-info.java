/** {@code quipu profile}: where a running job spends its time. */
@NullMarked
package io.quipu.cli.profile;

import org.jspecify.annotations.NullMarked;
