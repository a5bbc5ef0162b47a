/**
 * How the query API speaks HTTP: routes and their description, who may ask, answers, problems,
 * metrics and logs. What is asked and answered is in {@code io.quipu.query.api}.
 */
@NullMarked
package io.quipu.query.http;

import org.jspecify.annotations.NullMarked;
