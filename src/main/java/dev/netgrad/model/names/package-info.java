/**
 * Names: who is called what over all files, what a body defines, and which argument is for which formal parameter.
 *
 * <p>Comes in: syntax trees. Goes out: a {@link dev.netgrad.model.names.Resolution}, which has said everything that is
 * wrong for whatever sizes. The invariant between: nothing here knows a size or a tensor, so that a layer is looked at
 * once, whether or not something uses it.
 */
package dev.netgrad.model.names;
