package io.quipu.cli.demo;

/**
 * Somebody does something with a message, perhaps again and again.
 *
 * @param company the index of the company
 * @param type the index of the event's type, and of its statistic
 * @param customer the customer's number in the company
 * @param campaign the index of the campaign
 * @param message the message's number in the campaign
 */
record Action(int company, int type, int customer, int campaign, int message) {}
