/** What the tests of several stages share: random actions, a naive recount of them, pipelines. */
@NullMarked
package io.quipu.transforms.testing;

import org.jspecify.annotations.NullMarked;
