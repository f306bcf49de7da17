/**
 * Which form each loop nest takes for vectors, and why: choices, and no loops.
 *
 * <p>Comes in: the statements of a plan's group, and a {@link dev.netgrad.schedule.Target}. Goes out: a
 * {@link dev.netgrad.schedule.Choice} of a {@link dev.netgrad.schedule.Schedule}, a value with all that the loops need
 * to be written, its cost by the model, and in words what stood against the forms not taken. Each arrow is a function:
 * <pre>
 * statements → {@code Contraction}, or why there is no form for vectors
 *            → {@code Match} with each form of {@code Forms}, or what stands against it
 *            → {@code Choice} of the form that costs least
 * </pre>
 *
 * <p>A contraction says which axes have which roles. {@code Forms} is the table of forms; it matches a contraction
 * against each ({@code LaneCheck} says what can't be computed in lanes) and takes the one that costs least. How large a
 * tile is stands in {@code Tiling}, how much is done at a time in {@code Blocking}, how many terms are added in
 * registers in {@code Blocks}. {@code Schedules} are forms and tiles that are set by hand. The forms:
 * <ul>
 * <li>{@code TileForm}: a reduction, some points times some vectors at a time in registers, with what follows it;
 * <li>{@code SliceForm}: a sum over the batch into one array, slice by slice of that array; {@code PanelForm}: the same
 *     of large arrays, which are copied to panels;
 * <li>{@code RowForm}: formulas and their sums, point by point;
 * <li>{@code ToomCookTileForm} and {@code ToomCookSliceForm}: the first two with a quarter of the multiplications,
 *     where one operand slides over the other. They have errors relative to the largest pixel of a patch, in exchange;
 *     {@link dev.netgrad.schedule.Convolutions} says whether they are wanted.
 * </ul>
 *
 * <p>The machine that compiles is not asked: a target comes from a {@link dev.netgrad.schedule.Profile}, which has a
 * name, so that the same input gives the same code anywhere.
 */
package dev.netgrad.schedule;
