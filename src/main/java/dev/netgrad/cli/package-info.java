/**
 * The command line: options in, diagnostics out, nothing else.
 *
 * <p>Comes in: arguments. Goes out: what a command prints on standard output, messages on standard error, and an exit
 * code: 0, 1 (the input is wrong), 2 (the call is wrong) or 70 (a fault of netgrad). Invariant: no stack trace,
 * whatever the input.
 */
package dev.netgrad.cli;
