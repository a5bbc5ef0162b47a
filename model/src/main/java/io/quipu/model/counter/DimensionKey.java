package io.quipu.model.counter;

/** A dimension of a company's statistic, such as {@code campaign} of {@code email-opened}. */
public record DimensionKey(String company, String statistic, String dimension) {}
