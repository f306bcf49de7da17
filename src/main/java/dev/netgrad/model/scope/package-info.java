/**
 * What names stand for while a body is elaborated: sizes, tensors and indices, in scopes; and what all bodies of a
 * network share.
 *
 * <p>Comes in: names resolved. Goes out: {@link dev.netgrad.model.scope.Frame}s, in which formulas and calls are
 * elaborated, and {@link dev.netgrad.model.scope.Sizes}, exact integer arithmetic on what is known when compiling. The
 * invariant between: what is wrong is said once, through the frame, with the calls that led there; whatever uses it
 * afterwards is {@link dev.netgrad.model.scope.Meaning.Broken} and keeps quiet.
 */
package dev.netgrad.model.scope;
