package example.app;

import java.util.Arrays;

/** Prints what the network gives for three numbers, and its gradient. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Gated.Weights weights = new Gated.Weights();
    weights.initialise(1);
    Result result = evaluate(weights, new float[] {1, 2, 3});
    System.out.println("y = " + result.y() + ", its gradient " + Arrays.toString(result.dX()));
  }

  /** A value and its gradient with respect to x. */
  record Result(float y, float[] dX) {}

  static Result evaluate(Gated.Weights weights, float[] x) {
    Gated.Workspace workspace = new Gated.Workspace(1);
    float[] y = new float[1];
    float[] dX = new float[3];
    Gated.forward(weights, workspace, 1, x, y);
    Gated.backward(weights, workspace, new Gated.Gradients(), 1, x, y, new float[] {1}, dX);
    return new Result(y[0], dX);
  }
}
