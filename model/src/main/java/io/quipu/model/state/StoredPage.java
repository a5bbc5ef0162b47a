package io.quipu.model.state;

/**
 * A page in the store.
 *
 * @param generation tells the pages of one key apart: the larger, the later
 * @param bytes the page as state had it
 */
@SuppressWarnings("ArrayRecordComponent") // Pages are never compared.
public record StoredPage(long generation, byte[] bytes) {}
