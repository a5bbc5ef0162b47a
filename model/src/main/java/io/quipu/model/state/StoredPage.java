package io.quipu.model.state;

/**
 * A page in the store.
 *
 * @param generation distinguishes the pages of one key; a later page has a larger number
 * @param bytes the bytes of the page, as state held them
 */
@SuppressWarnings("ArrayRecordComponent") // Pages are never compared.
public record StoredPage(long generation, byte[] bytes) {}
