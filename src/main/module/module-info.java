/**
 * What an application uses at run time: training, evaluation, files of weights; and the compiler as a library. Only the
 * latter needs anything but {@code java.base}, and an application that uses it requires that, too.
 */
@SuppressWarnings("requires-automatic") // The libraries have no descriptors, but the names are theirs.
module dev.netgrad {
  requires static com.palantir.javapoet;
  requires static java.compiler;
  requires static java.desktop;
  requires static jdk.management;
  requires static org.antlr.antlr4.runtime;

  exports dev.netgrad.api;
  exports dev.netgrad.train;
  exports dev.netgrad.train.data;
  exports dev.netgrad.train.loop;
  exports dev.netgrad.train.store;
  exports dev.netgrad.train.use;
}
