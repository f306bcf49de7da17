package dev.netgrad.train.data;

/** The shapes that {@link DrawnImages} draws, in a square from −1 to 1, u to the right and v downwards. */
enum Glyph {
  DISC {
    @Override
    double distance(double u, double v, double stroke) {
      return Math.hypot(u, v) - 0.75;
    }
  },
  RING {
    @Override
    double distance(double u, double v, double stroke) {
      return Math.abs(Math.hypot(u, v) - 0.75) - stroke;
    }
  },
  SQUARE {
    @Override
    double distance(double u, double v, double stroke) {
      return box(u, v, 0.7, 0.7);
    }
  },
  FRAME {
    @Override
    double distance(double u, double v, double stroke) {
      return Math.abs(box(u, v, 0.75, 0.75)) - stroke;
    }
  },
  BAR {
    @Override
    double distance(double u, double v, double stroke) {
      return box(u, v, 0.9, stroke);
    }
  },
  POST {
    @Override
    double distance(double u, double v, double stroke) {
      return box(u, v, stroke, 0.9);
    }
  },
  PLUS {
    @Override
    double distance(double u, double v, double stroke) {
      return Math.min(box(u, v, 0.9, stroke), box(u, v, stroke, 0.9));
    }
  },
  CROSS {
    @Override
    double distance(double u, double v, double stroke) {
      return PLUS.distance((u + v) * Math.sqrt(0.5), (u - v) * Math.sqrt(0.5), stroke);
    }
  },
  SLASH {
    @Override
    double distance(double u, double v, double stroke) {
      return BAR.distance((u - v) * Math.sqrt(0.5), (u + v) * Math.sqrt(0.5), stroke);
    }
  },
  TRIANGLE {
    @Override
    double distance(double u, double v, double stroke) {
      double sides = (Math.abs(u) * 2 - v - 0.8) / Math.sqrt(5);
      return Math.max(sides, v - 0.7);
    }
  };

  /**
   * The distance of a point from the shape's edge, negative inside; exact near the edge, a bound elsewhere.
   *
   * @param stroke half the width of lines
   */
  abstract double distance(double u, double v, double stroke);

  private static double box(double u, double v, double halfWidth, double halfHeight) {
    return Math.max(Math.abs(u) - halfWidth, Math.abs(v) - halfHeight);
  }
}
