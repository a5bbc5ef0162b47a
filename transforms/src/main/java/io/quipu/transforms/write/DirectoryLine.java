package io.quipu.transforms.write;

/** That a company has counts of a statistic's dimension in a month. */
record DirectoryLine(
    String company,
    String statistic,
    String dimension,
    long monthStart,
    int slices,
    String timeZone) {}
