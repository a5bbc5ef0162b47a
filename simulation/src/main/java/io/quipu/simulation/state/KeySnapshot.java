package io.quipu.simulation.state;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.beam.runners.core.TimerInternals.TimerData;

/**
 * State and timers of one key of an operator, as a checkpoint holds them.
 *
 * @param key the key in the bytes of its coder
 */
public record KeySnapshot(ByteBuffer key, List<StateBytes> cells, List<TimerData> timers) {}
