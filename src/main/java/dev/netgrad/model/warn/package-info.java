/**
 * Warnings: what compiles and is probably not meant. They read what elaboration leaves behind; it knows none of them.
 */
package dev.netgrad.model.warn;
