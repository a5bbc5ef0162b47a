/** Calls a webhook for each firing of a trigger. */
@NullMarked
package io.quipu.cli.notify;

import org.jspecify.annotations.NullMarked;
