/** {@code quipu serve}: the query API over HTTP. */
@NullMarked
package io.quipu.cli.serve;

import org.jspecify.annotations.NullMarked;
