package service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.netgrad.train.data.DamageException;
import dev.netgrad.train.use.Classifier;
import dev.netgrad.train.use.Classifier.Guess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A classifier over HTTP: {@code POST /classify} with a picture's file as the body, {@code GET /} for a page to try it
 * on, {@code /health} and {@code /metrics}.
 */
final class Service implements AutoCloseable {
  private static final long MEMORY = Runtime.getRuntime().maxMemory();
  /** Pictures' files in a quarter of the memory at a time; who comes when there are as many is told to try again. */
  private static final int MOST_AT_A_TIME = (int) Math.max(1, Math.min(32, MEMORY / 4 / Upload.MOST_BYTES));
  /** A pixel takes so many bytes for a moment while its picture is decoded and scaled. */
  private static final int BYTES_OF_PIXEL = 16;
  private static final int THOUSAND = 1000;
  private static final int SECONDS_TO_FINISH = 20;
  private static final String JSON = "application/json";

  // The JDK's server reads these when it is loaded.
  static {
    // Whoever sends or reads too slowly is cut off, after so many seconds.
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    // Without it, the body of an answer waits 40 ms for the client to confirm the head.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Classifier classifier;
  private final HttpServer server;
  private final ExecutorService threads = threads();
  private final Semaphore places = new Semaphore(MOST_AT_A_TIME);
  private final int mostThousandPixels;
  private final Semaphore thousandPixels;
  private final Metrics metrics = new Metrics();
  private volatile boolean stopping;

  private Service(Classifier classifier, HttpServer server, int mostThousandPixels) {
    this.classifier = classifier;
    this.server = server;
    this.mostThousandPixels = mostThousandPixels;
    this.thousandPixels = new Semaphore(mostThousandPixels);
  }

  /**
   * With as many pixels in memory at a time as half of it holds.
   *
   * @param address with port 0, one that is free
   */
  static Service start(Classifier classifier, InetSocketAddress address) throws IOException {
    return start(classifier, address, (int) Math.min(Integer.MAX_VALUE, MEMORY / 2 / BYTES_OF_PIXEL / THOUSAND));
  }

  /** @param mostThousandPixels in memory at a time, in thousands */
  static Service start(Classifier classifier, InetSocketAddress address, int mostThousandPixels) throws IOException {
    Service service = new Service(classifier, HttpServer.create(address, 0), mostThousandPixels);
    byte[] page;
    try (InputStream in = Service.class.getResourceAsStream("page.html")) {
      page = in.readAllBytes();
    }
    service.get("/", exchange -> answer(exchange, 200, "text/html; charset=utf-8", page));
    service.get("/health", exchange -> answer(exchange, service.stopping ? 503 : 200, "text/plain",
        service.stopping ? "stopping\n" : "ok\n"));
    service.get("/metrics", exchange -> answer(exchange, 200, "text/plain; version=0.0.4",
        service.metrics.text(MOST_AT_A_TIME - service.places.availablePermits())));
    service.server.createContext("/classify", service::classify);
    service.server.setExecutor(service.threads);
    service.server.start();
    return service;
  }

  /** Virtual threads, which Java has from version 21 on, or else as many threads as there are pictures at a time. */
  private static ExecutorService threads() {
    try {
      return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return Executors.newFixedThreadPool(MOST_AT_A_TIME);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void get(String path, HttpHandler handler) {
    server.createContext(path, exchange -> {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        answer(exchange, 404, "text/plain", "there is nothing here\n");
      } else if (!exchange.getRequestMethod().matches("GET|HEAD")) {
        answer(exchange, 405, "text/plain", "GET only\n");
      } else {
        handler.handle(exchange);
      }
    });
  }

  private void classify(HttpExchange exchange) throws IOException {
    long start = System.nanoTime();
    boolean hasPlace = !stopping && places.tryAcquire();
    int status = 500;
    try {
      String json;
      try {
        if (!exchange.getRequestURI().getPath().equals("/classify")) {
          throw new Refusal(404, "there is nothing here");
        } else if (!exchange.getRequestMethod().equals("POST")) {
          throw new Refusal(405, "POST a picture's file");
        } else if (stopping) {
          // Whoever came before the end began has a place, for which the end waits.
          throw new Refusal(503, "the service is about to end; try again later");
        } else if (!hasPlace) {
          throw new Refusal(429, "too many pictures at a time; try again in a moment");
        }
        json = json(guesses(Upload.read(exchange)));
        status = 200;
      } catch (Refusal e) {
        Upload.discard(exchange);
        status = e.status();
        json = "{\"error\": " + quoted(e.getMessage()) + "}";
      } catch (DamageException e) {
        status = 400;
        json = "{\"error\": " + quoted(e.getMessage()) + "}";
      }
      answer(exchange, status, JSON, json + "\n");
    } finally {
      metrics.add(status, System.nanoTime() - start);
      if (hasPlace) {
        places.release();
      }
    }
  }

  private List<Guess> guesses(Upload upload) throws DamageException, Refusal {
    int size = (int) (upload.pixels() / THOUSAND) + 1;
    if (size > mostThousandPixels) {
      throw new Refusal(413, "the picture has " + upload.pixels() + " pixels, for which there is no memory here");
    } else if (!thousandPixels.tryAcquire(size)) {
      throw new Refusal(429, "too many large pictures at a time; try again in a moment");
    }
    try {
      return classifier.classify(upload.bytes());
    } finally {
      thousandPixels.release(size);
    }
  }

  private static String json(List<Guess> guesses) {
    return guesses.stream().map(g -> "{\"class\": " + quoted(g.name()) + ", \"probability\": " + g.probability() + "}")
        .collect(Collectors.joining(", ", "{\"classes\": [", "]}"));
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars().forEach(c -> out.append(c == '"' || c == '\\' ? "\\" + (char) c
        : c < ' ' ? String.format("\\u%04x", c) : String.valueOf((char) c)));
    return out.append('"').toString();
  }

  private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
    answer(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, isHead ? -1 : bytes.length);
      if (!isHead) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  /** Answers what was asked before, for a while at most; further pictures are told to come later. */
  @Override
  public void close() {
    stopping = true;
    try {
      places.tryAcquire(MOST_AT_A_TIME, SECONDS_TO_FINISH, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdownNow();
  }
}
