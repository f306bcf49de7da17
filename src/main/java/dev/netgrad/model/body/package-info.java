/**
 * Bodies statement by statement, and the calls in them: a layer's formulas are put in place, a block is elaborated once
 * for each signature.
 *
 * <p>Comes in: a frame with a declaration. Goes out: tensors in the frame's graph. The invariant between: equal
 * signatures of a block are one object, and a wrong statement keeps no other from being looked at.
 *
 * <p>Expressions, calls, arguments and bodies go round in a circle, as layers are made of layers.
 */
package dev.netgrad.model.body;
