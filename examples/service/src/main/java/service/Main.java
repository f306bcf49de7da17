package service;

import dev.netgrad.train.DataException;
import dev.netgrad.train.use.Classifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** {@code Main WEIGHTS [PORT]} serves a classifier until the process is asked to end. */
public final class Main {
  private static final int PORT = 8080;
  private static final int LAST_PORT = 65535;
  private static final int FAILURE = 2;

  private Main() {}

  public static void main(String[] args) {
    boolean hasPort = args.length == 2 && args[1].matches("\\d{1,5}");
    int port = args.length == 1 ? PORT : hasPort ? Integer.parseInt(args[1]) : -1;
    if (port < 0 || port > LAST_PORT) {
      System.err.println("usage: WEIGHTS.safetensors [PORT], which is from 0, for any that is free, to " + LAST_PORT);
      System.exit(FAILURE);
    }
    try {
      Classifier classifier = Classifier.load(() -> new PicturesModel(1), Path.of(args[0]));
      Service service = Service.start(classifier, new InetSocketAddress(port));
      Runtime.getRuntime().addShutdownHook(new Thread(service::close));
      System.out.println("http://localhost:" + service.port() + "/ with " + Pictures.kernels() + " kernels");
    } catch (DataException e) {
      System.err.println(e.getMessage());
      System.exit(FAILURE);
    } catch (IOException e) {
      System.err.println("port " + port + ": " + e.getMessage());
      System.exit(FAILURE);
    }
  }
}
