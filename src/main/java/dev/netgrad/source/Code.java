package dev.netgrad.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be said about a {@code .net} file. A code keeps its number and its meaning for ever; one that is no longer
 * given leaves a gap. Each has a page, {@code src/site/markdown/diagnostics/E101.md} and so on, that {@code netgrad
 * explain} shows.
 *
 * <p>{@code E1xx} are about the text, {@code E2xx} about files and names, {@code E3xx} about sizes, shapes and bounds,
 * {@code E4xx} about calls, arguments and statements. {@code W5xx} are warnings.
 */
public enum Code {
  UNEXPECTED("E101", "something else was expected here"),
  CHARACTER("E102", "a character that the language does not know, or that hides what the text says"),
  NESTING("E103", "brackets are nested too deep"),
  STATEMENT_LENGTH("E104", "a statement is too long"),
  ENCODING("E105", "the bytes are not UTF-8"),
  UNREADABLE("E106", "the file cannot be read"),
  FILE_LENGTH("E107", "the file has too many bytes"),
  NUMBER_LENGTH("E108", "a number has too many digits or too large an exponent"),
  UNCLOSED_TEXT("E109", "a text in double quotes has no end"),
  TOKENS("E110", "the file has too many words and signs"),
  LEFT_SIDE("E111", "what stands left of = cannot be defined"),
  LEFT_INDEX("E112", "what stands left of = is indexed by something other than a new index"),
  PACK_NAME("E113", "... stands after something other than a name"),
  MORE_ERRORS("E114", "there are more errors than are shown"),
  GUARDED_VALUE("E115", "something other than a read has a value outside its bounds"),
  LOOK_ALIKE("E116", "two names look alike and are not the same"),
  NAME_LENGTH("E117", "a name is too long"),

  NO_IMPORT("E201", "there is no file to import"),
  IMPORT_PATH("E202", "an import is no path that may be imported"),
  IMPORT_CIRCLE("E203", "imports go round in a circle"),
  DECLARED_TWICE("E204", "a name is declared twice"),
  RESERVED_NAME("E205", "a name has a meaning of its own in the language"),
  UNKNOWN_LAYER("E206", "there is no such layer or block"),
  RECURSION("E207", "a layer is used in its own definition"),
  DEPTH("E208", "expressions or calls are nested too deep"),
  LETTER_CASE("E209", "two networks would be one file"),
  UNKNOWN_NAME("E210", "there is no such name here"),
  DEFINED_TWICE("E211", "a name is defined twice in one body"),
  MANY_IMPORTS("E212", "a file imports too many files"),

  SHAPES("E301", "shapes do not go together"),
  NO_SIZE("E302", "a size or number known when compiling is needed"),
  SIZE_ARITHMETIC("E303", "sizes that cannot be computed"),
  KIND("E304", "a number where a condition is needed, or the other way round"),
  INDEX("E305", "an index or a pack that means nothing here"),
  EMPTY_DOMAIN("E306", "an index has nothing to range over"),
  NOT_AFFINE("E307", "an index of a read is not affine"),
  RANK("E308", "a tensor of another rank is needed"),
  NOT_EXACT("E309", "a division in an index is not exact"),
  OUT_OF_BOUNDS("E310", "a read may be out of bounds"),
  CLASS_NUMBERS("E311", "class numbers or positions are used as numbers"),
  ELEMENTS("E312", "a tensor has too many elements"),
  ROUNDED("E313", "a quotient of sizes rounds down where a number is needed"),

  ARGUMENT_NAME("E401", "an argument's name is unknown or out of place"),
  ARGUMENT_COUNT("E402", "a call has too many or the wrong number of arguments"),
  GIVEN_TWICE("E403", "an argument is given twice"),
  ARGUMENT_MISSING("E404", "an argument is missing"),
  ARGUMENT_KIND("E405", "an argument is of the wrong kind"),
  REPEAT("E406", "a repeat that cannot be"),
  BUDGET("E407", "a network is too large to be compiled"),
  SHARED_LABEL("E409", "two uses that share a label differ"),
  STATEMENT("E410", "a statement that means nothing here"),
  INITIALISER("E411", "an initialiser or attribute is wrong"),
  LOSS("E412", "the loss is not one number"),
  OUTPUT("E413", "a network's outputs are wrong"),
  OPTIMIZER("E414", "an optimizer is wrong"),
  GRADIENT("E415", "a derivative of or with respect to what has none"),
  RANDOM("E416", "random numbers are asked for in a way that has none"),
  REQUIREMENT("E417", "what a layer requires of its arguments does not hold"),
  SKIP_PATH("E418", "the skip path does what an assertion does not allow"),
  EXAMPLE("E419", "an example does not hold, or cannot be"),
  METRIC("E420", "a metric is no number, or cannot be computed batch by batch"),
  SCAN("E421", "a scan that cannot be"),

  UNTRAINED("W501", "a parameter never reaches the loss"),
  UNUSED_DEFINITION("W502", "a definition is never used"),
  UNUSED_FORMAL("W503", "a formal parameter is never used"),
  NEEDLESS_GUARD("W504", "a guard is never needed"),
  DONE_TWICE("W505", "a layer does again what has been done to its argument"),
  STEP_BY_NAME("W506", "the training step is known by its name alone");

  private final String number;
  private final String title;

  Code(String number, String title) {
    this.number = number;
    this.title = title;
  }

  /** The code of a number such as {@code E101}, in whatever case. */
  public static Optional<Code> of(String number) {
    return Arrays.stream(values()).filter(c -> c.number.equals(number.toUpperCase(Locale.ROOT))).findFirst();
  }

  /** What messages show, {@code E101}. */
  public String number() {
    return number;
  }

  /** What is wrong wherever the code is given, in a few words. */
  public String title() {
    return title;
  }

  /** The page about it, in Markdown: what it means, a bad example and the same mended. */
  public String page() {
    try (InputStream in = Code.class.getResourceAsStream("diagnostics/" + number + ".md")) {
      if (in == null) {
        throw new IllegalStateException("there is no page about " + number);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Diagnostic.Severity severity() {
    return number.startsWith("W") ? Diagnostic.Severity.WARNING : Diagnostic.Severity.ERROR;
  }

  @Override
  public String toString() {
    return number;
  }
}
