/**
 * How texts of people and programs are read: times, email addresses, and what a file's bytes are.
 */
@NullMarked
package io.quipu.model.text;

import org.jspecify.annotations.NullMarked;
