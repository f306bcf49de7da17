package example;

public final class Main {
  public static void main(String[] args) {
    // Two samples: (a, b) is (1, 2) and (3, -1).
    float[] a = {1, 3};
    float[] b = {2, -1};
    float[] d = new float[2];
    float[] dD = {1, 1};
    float[] dA = new float[2];
    float[] dB = new float[2];

    Product.Weights weights = new Product.Weights();
    Product.Workspace workspace = new Product.Workspace(2);
    Product.forward(weights, workspace, 2, a, b, d);
    Product.backward(weights, workspace, new Product.Gradients(), 2, a, b, d, dD, dA, dB);

    for (int n = 0; n < 2; n++) {
      System.out.println("d = " + d[n] + ", dd/da = " + dA[n] + ", dd/db = " + dB[n]);
    }
  }
}
