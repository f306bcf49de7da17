/**
 * The language server: what an editor asks of {@code .net} files while they are written.
 *
 * <p>Comes in: texts as they stand in the editor, version by version, and requests by the Language Server Protocol.
 * Goes out: what the requests ask for, and diagnostics unasked. The only package that knows LSP4J.
 *
 * <p>A {@link dev.netgrad.lsp.Document} is one version of one text with all that can be told of it, an immutable value
 * whose parts are made when they are first asked for: words, names, shapes, adjoints. A {@link dev.netgrad.lsp.Desk} is
 * all open documents at one moment. Each kind of request is a function of these, in a file of its own; none knows of
 * another, nor of the course of things, which is {@link dev.netgrad.lsp.Session}'s and
 * {@link dev.netgrad.lsp.NetServer}'s.
 *
 * <p>The invariant between: a request is answered from the desk that there was when it came, so that places in an
 * answer fit the text that the editor had. A text with errors has answers for all in it that does not depend on them.
 */
package dev.netgrad.lsp;
