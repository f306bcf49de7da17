/** What an application uses at run time: training, evaluation, files of weights. The compiler runs from the class path. */
module dev.netgrad {
  exports dev.netgrad.train;
}
