package io.quipu.store.directory;

/**
 * A line to write into the directory: a company has counts of a statistic's dimension in a month.
 *
 * @param ofCustomers whether the counts are of customers, not of the company as a whole
 */
public record DirectoryLine(
    String company,
    String statistic,
    String dimension,
    long monthStart,
    int slices,
    String timeZone,
    boolean ofCustomers) {}
