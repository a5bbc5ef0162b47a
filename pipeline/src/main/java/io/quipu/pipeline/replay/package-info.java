/** Lists dead letters, and replays their records, each exactly once. */
@NullMarked
package io.quipu.pipeline.replay;

import org.jspecify.annotations.NullMarked;
