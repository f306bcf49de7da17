package example;

import java.util.Arrays;

/** Runs the generated network forward and backward, and prints the gradient that arrives at its input. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Shortcut.Weights weights = new Shortcut.Weights();
    weights.initialise(1);
    float[] dX = gradient(weights, new float[] {1, 2, 3, 4, 5, 6}, new float[] {1, 1, 1, 1, 1, 1});
    System.out.println("gradient of the sum of y at x: " + Arrays.toString(dX));
  }

  /** The adjoint of one sample x, given that of y. */
  static float[] gradient(Shortcut.Weights weights, float[] x, float[] dY) {
    Shortcut.Workspace workspace = new Shortcut.Workspace(1);
    Shortcut.Gradients gradients = new Shortcut.Gradients();
    float[] y = new float[6];
    float[] dX = new float[6];
    Shortcut.forward(weights, workspace, 1, x, y);
    Shortcut.backward(weights, workspace, gradients, 1, x, y, dY, dX);
    return dX;
  }
}
