/**
 * Loop nests: the code of the kernels as a tree, with constant shapes, strides and offsets and the batch size {@code N}
 * as the only unknown.
 *
 * <p>Comes in: a {@link dev.netgrad.plan.Plan}. Goes out: a {@link dev.netgrad.loop.Program}, in which every group of
 * the plan is a call of a {@link dev.netgrad.loop.Kernel}; equal nests are one kernel, whichever blocks they are in.
 * Invariant, which {@link dev.netgrad.loop.LoopVerifier} checks: every access lies within its array for every batch
 * size from 1, every value is of its place's type, and threads meet where one needs what another computed.
 *
 * <p>The nests know rows and contractions, but no layer. Each is written as a textbook has it ({@code Textbook}), to be
 * read and to test the others against, and has a plain form ({@code Nest}, and {@code Transposition} for copies with
 * another axis last), which is fast in any Java. For each {@link dev.netgrad.loop.Target}, vectors of one
 * width on one kind of machine, it may have another, on this way, of which each arrow is a function:
 * <pre>
 * statements → {@code Contraction}, or why there is no form for vectors
 *            → {@link dev.netgrad.loop.Choice} of a {@link dev.netgrad.loop.Schedule}, and what stood against others
 *            → loops ({@code VectorLowering})
 * </pre>
 * A contraction says which axes have which roles. {@code Forms} is the table of forms; it matches a contraction against
 * each ({@code LaneCheck} says what can't be computed in lanes) and takes the one that costs least. Nothing is chosen
 * elsewhere: how large a tile is stands in {@code Tiling}, how much is done at a time in {@code Blocking}, and lowering
 * follows the schedule. The forms, what matches a nest against them and their loops:
 * <ul>
 * <li>{@code TileForm}, {@code TileNest}: a reduction, some points times some vectors at a time in registers, with what
 *     follows it;
 * <li>{@code SliceForm}, {@code SliceNest}: a sum over the batch into one array, slice by slice of that array;
 *     {@code PanelForm}, {@code PanelSlice}: the same of large arrays, copied to {@code Panels};
 * <li>{@code RowForm}, {@code RowNest}: formulas and their sums, point by point;
 * <li>{@code ToomCookTileForm}, {@code ToomCookTile} and {@code ToomCookSliceForm}, {@code ToomCookSlice}: the first
 *     two with a quarter of the multiplications, where one operand slides over the other; {@code Patches} is what
 *     slides.
 * </ul>
 * The last two, in exchange, have errors relative to the largest pixel of a patch;
 * {@link dev.netgrad.loop.Convolutions} says whether they are wanted.
 *
 * <p>No sum is one running float, however many terms it has: |error| ≤ 64·2⁻²⁴·Σ|x|. A number is summed in double
 * precision ({@link dev.netgrad.loop.Code.Type#WIDE}); rows and vectors in {@code Blocks} of few terms, whose sums go
 * to a {@link dev.netgrad.loop.Compensated} sum, which is two floats. Mixing neighbours, {@code ToomCook} has errors of
 * its own.
 *
 * <p>But for a {@link dev.netgrad.tensor.Scatter}: its terms are added to the output's elements one by one, where class
 * numbers tell ({@code ScatterNest}), and each of a table's elements would need a rest.
 *
 * <p>Nests are written without a thought of types or threads. Two passes make both explicit: {@code Conversions}, after
 * which every value is of the type that its place takes, and {@code Phases}, after which the tree says what one thread
 * does alone and where all meet. Who prints a tree decides nothing.
 *
 * <p>All threads of a team run all of a kernel, but of a {@link dev.netgrad.loop.Code.Kind#SHARED} loop each its part.
 * Which elements a thread computes depends on how many there are, how an element is computed does not: an element is
 * summed by one thread in one order, and sums over the batch are kept by sample and added up in the order of the
 * samples.
 */
package dev.netgrad.loop;
