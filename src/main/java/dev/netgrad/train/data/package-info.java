/**
 * Data: files of many kinds in, batches for a network out.
 *
 * <p>{@link dev.netgrad.train.data.DataSources#open} finds out what there is and gives
 * {@link dev.netgrad.train.data.Samples}, which are read one by one when they are wanted; a
 * {@link dev.netgrad.train.data.Survey} reads each once, sets aside what is damaged and finds the scaling; a
 * {@link dev.netgrad.train.data.Feed} prepares them, by {@linkplain dev.netgrad.train.data.Augmentation chance} too, a
 * few batches ahead on threads of its own.
 *
 * <p>Invariant: what is in a batch depends on the data, the order and the seed, on no number of threads and no machine;
 * memory does not grow with the number of samples that are in files.
 */
package dev.netgrad.train.data;
