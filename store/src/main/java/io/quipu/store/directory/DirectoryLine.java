package io.quipu.store.directory;

/**
 * That a company has counts of a statistic's dimension in a month.
 *
 * @param ofCustomers whether they are counts of its customers, not of the company as a whole
 */
public record DirectoryLine(
    String company,
    String statistic,
    String dimension,
    long monthStart,
    int slices,
    String timeZone,
    boolean ofCustomers) {}
