package dev.netgrad.source;

/** What is thrown on purpose: to be told to the user, or to be caught further up. Anything else is a {@link Fault}. */
public interface Foreseen {}
