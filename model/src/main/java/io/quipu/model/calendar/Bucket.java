package io.quipu.model.calendar;

import java.time.Instant;

/** An hour, a day or a month that begins at an instant. */
public record Bucket(Resolution resolution, Instant start) {}
