/** Reads text from people and programs: times, email addresses and the content of files. */
@NullMarked
package io.quipu.model.text;

import org.jspecify.annotations.NullMarked;
