package io.quipu.query;

/** A dimension of a company's statistic, such as campaign of email-opened. */
public record Dimension(String company, String statistic, String dimension) {}
