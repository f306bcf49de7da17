package service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netgrad.train.use.Classifier;
import dev.netgrad.train.use.Classifier.Guess;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {
  private static final int CLIENTS = 8;
  private static final int REQUESTS = Integer.getInteger("requests", 200);

  @TempDir
  private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private Classifier classifier;
  private Service service;

  @BeforeEach
  void start() throws IOException {
    classifier = Classifier.load(() -> new PicturesModel(1), Fixture.weights(folder.resolve("w.safetensors")));
    service = Service.start(classifier, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
  }

  private HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
    return client.send(at("/classify").POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(at(path).build(), BodyHandlers.ofString());
  }

  /** What the service is to say of a picture: what the classifier says, by which {@code predict} answers, too. */
  private String expected(byte[] picture) throws Exception {
    List<String> classes = new ArrayList<>();
    for (Guess guess : classifier.classify(picture)) {
      classes.add("{\"class\": \"" + guess.name().replace("\"", "\\\"") + "\", \"probability\": " + guess.probability()
          + "}");
    }
    return "{\"classes\": [" + String.join(", ", classes) + "]}\n";
  }

  @Test
  void answersAreTheClassifiers() throws Exception {
    HttpResponse<String> response = post(Fixture.picture(3));
    assertEquals(200, response.statusCode());
    assertEquals(expected(Fixture.picture(3)), response.body());
    assertTrue(!response.body().equals(post(Fixture.picture(4)).body()), "another picture, another answer");
  }

  @Test
  void whatIsNoPictureIsTheCallersFault() throws Exception {
    byte[] picture = Fixture.picture(1);
    byte[] broken = picture.clone();
    Arrays.fill(broken, 40, broken.length, (byte) 7);
    assertEquals(400, post(new byte[0]).statusCode());
    assertEquals(415, post("no picture".getBytes(StandardCharsets.UTF_8)).statusCode());
    assertEquals(400, post(broken).statusCode());
    assertEquals(400, post(Arrays.copyOf(picture, 20)).statusCode());
    assertEquals(413, post(new byte[3 * Upload.MOST_BYTES]).statusCode());
    assertEquals(405, get("/classify").statusCode());
    assertEquals(404, get("/none").statusCode());
    assertEquals(404, get("/classify/none").statusCode());
    assertEquals(200, post(picture).statusCode());
  }

  /** 36 million black pixels in some kilobytes. */
  @Test
  void bombsAreNotDecoded() throws Exception {
    byte[] bomb = Fixture.encoded(new BufferedImage(6_000, 6_000, BufferedImage.TYPE_BYTE_BINARY));
    assertTrue(bomb.length < 100_000, () -> bomb.length + " bytes");
    HttpResponse<String> response = post(bomb);
    assertEquals(413, response.statusCode());
    assertEquals("{\"error\": \"the picture has 36000000 pixels, more than 25000000\"}\n", response.body());
  }

  /** A picture of 1,440 pixels, where there is room for 1,000 or for 2,000 at a time. */
  @Test
  void picturesForWhichThereIsNoMemoryAreNotDecoded() throws Exception {
    for (int thousands = 1; thousands <= 2; thousands++) {
      service.close();
      service = Service.start(classifier, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), thousands);
      assertEquals(thousands == 1 ? 413 : 200, post(Fixture.picture(1)).statusCode());
      assertEquals(thousands == 1 ? 413 : 200, post(Fixture.picture(1)).statusCode());
    }
  }

  @Test
  void pageHealthAndMetricsAreThere() throws Exception {
    assertTrue(get("/").body().contains("Drop a picture"));
    assertEquals("ok\n", get("/health").body());
    post(Fixture.picture(1));
    post(new byte[0]);
    String metrics = get("/metrics").body();
    assertTrue(metrics.contains("classify_requests_total{status=\"200\"} 1\n"), metrics);
    assertTrue(metrics.contains("classify_requests_total{status=\"400\"} 1\n"), metrics);
    assertTrue(metrics.contains("classify_seconds_count 2\n"), metrics);
  }

  /** Every answer under load is the right one; {@code -Drequests=5000} for a longer run, whose latencies it prints. */
  @Test
  void manyClientsGetRightAnswers() throws Exception {
    int kinds = 20;
    List<byte[]> pictures = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < kinds; i++) {
      pictures.add(Fixture.picture(i));
      answers.add(expected(pictures.get(i)));
    }
    long[] nanos = new long[REQUESTS];
    AtomicInteger next = new AtomicInteger();
    Callable<Void> work = () -> {
      for (int i = next.getAndIncrement(); i < REQUESTS; i = next.getAndIncrement()) {
        long start = System.nanoTime();
        HttpResponse<String> response = post(pictures.get(i % kinds));
        nanos[i] = System.nanoTime() - start;
        assertEquals(200, response.statusCode());
        assertEquals(answers.get(i % kinds), response.body());
      }
      return null;
    };
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    long start = System.nanoTime();
    try {
      for (Future<Void> client : clients.invokeAll(List.of(work, work, work, work, work, work, work, work))) {
        client.get();
      }
    } finally {
      clients.shutdown();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Arrays.sort(nanos);
    System.out.printf("%d requests by %d clients, %s kernels: %.0f a second, p50 %.2f ms, p99 %.2f ms%n", REQUESTS,
        CLIENTS, Pictures.kernels(), REQUESTS / seconds, nanos[REQUESTS / 2] / 1e6, nanos[REQUESTS * 99 / 100] / 1e6);
  }

  @Test
  void whatWasAskedBeforeTheEndIsAnswered() throws Exception {
    ExecutorService clients = Executors.newSingleThreadExecutor();
    try (SlowClient slow = new SlowClient(service.port(), Fixture.picture(5))) {
      slow.sendHalf();
      String metrics = "";
      while (!metrics.contains("classify_under_way 1\n")) {
        metrics = get("/metrics").body();
      }
      Future<?> closing = clients.submit(service::close);
      int health = 200;
      while (health == 200) {
        health = get("/health").statusCode();
      }
      assertEquals(503, health);
      assertEquals(503, post(Fixture.picture(6)).statusCode());
      slow.sendRest();
      assertTrue(slow.answer().contains(expected(Fixture.picture(5)).strip()));
      closing.get();
    } finally {
      clients.shutdown();
    }
  }
}
