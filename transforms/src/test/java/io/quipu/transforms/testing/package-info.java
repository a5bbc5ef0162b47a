/**
 * Shared code of the tests of several stages: random actions, a naive recount of them, pipelines.
 */
@NullMarked
package io.quipu.transforms.testing;

import org.jspecify.annotations.NullMarked;
