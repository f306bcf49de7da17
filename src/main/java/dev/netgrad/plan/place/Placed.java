package dev.netgrad.plan.place;

import dev.netgrad.plan.block.InputAdjoints;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a block computes, and where that is which others hand in or wait for.
 *
 * @param forward formulas and results of calls, in order
 * @param last copies to be made when all else of the forward pass is done
 * @param backward formulas and adjoints of calls' arguments, in order
 * @param formulas of all of these that have one
 * @param storage of what is not the block's own
 * @param copies for a value that has to be at two places, the tensor that has the second array
 * @param outputIsInput the input whose array the output is
 */
public record Placed(List<Tensor> forward, List<Tensor> last, List<Tensor> backward,
    Map<Tensor, Definition.Formula> formulas, Map<Tensor, Storage> storage, Map<Tensor, Tensor> copies,
    OptionalInt outputIsInput, InputAdjoints adjoints) {}
