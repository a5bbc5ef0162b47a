package io.quipu.query;

import io.quipu.model.Resolution;
import java.time.Instant;

/** An hour, a day or a month that begins at an instant. */
public record Bucket(Resolution resolution, Instant start) {}
