package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;
import static dev.netgrad.emit.JavaExpression.name;
import static dev.netgrad.emit.JavaExpression.number;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.emit.JavaStatement.Block;
import dev.netgrad.emit.JavaStatement.Declare;
import dev.netgrad.emit.JavaStatement.Loop;
import dev.netgrad.emit.JavaStatement.Run;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JavaVerifierTest {
  private static final TypeSpec TYPE = TypeSpec.classBuilder("T").addField(TypeName.INT, "S").build();
  private static final Declare A = new Declare(TypeName.INT, "a", number(1));

  private static void verify(JavaStatement... body) {
    JavaMethod other = new JavaMethod("other", List.of(ParameterSpec.builder(TypeName.INT, "N").build()), List.of());
    JavaMethod method = new JavaMethod("m", List.of(ParameterSpec.builder(TypeName.INT, "N").build()), List.of(body));
    JavaVerifier.verify(TYPE, List.of(other, method), Map.of("random", 2));
  }

  private static String wrong(JavaStatement... body) {
    return assertThrows(IllegalStateException.class, () -> verify(body)).getMessage();
  }

  private static JavaStatement own(String method, JavaExpression... arguments) {
    return new Run(new JavaExpression.Own(method, List.of(arguments)));
  }

  private static Loop loop(boolean certain) {
    return new Loop(new Declare(TypeName.INT, "i", number(0)), name("N"), 1, certain, List.of(own("other", name("i"))));
  }

  @Test
  void aVariableIsDeclaredBeforeItIsUsed() {
    verify(A, own("other", name("a")), own("random", name("N"), name("S")), loop(false), loop(false));
    assertThat(wrong(own("other", name("a")), A)).isEqualTo("in m, a is not declared");
    assertThat(wrong(new Block(List.of(A)), own("other", name("a")))).isEqualTo("in m, a is not declared");
    assertThat(wrong(loop(false), own("other", name("i")))).isEqualTo("in m, i is not declared");
  }

  @Test
  void aNameHidesNoOther() {
    verify(new Block(List.of(A)), new Block(List.of(A)));
    assertThat(wrong(A, new Block(List.of(A)))).isEqualTo("in m, a hides another variable");
    assertThat(wrong(new Declare(TypeName.INT, "N", number(1)))).isEqualTo("in m, N hides another variable");
    assertThat(wrong(new Declare(TypeName.INT, "S", number(1)))).isEqualTo("in m, S hides another variable");
    assertThat(wrong(loop(true), loop(true))).isEqualTo("in m, i hides another variable");
  }

  @Test
  void aCallHasAsManyArgumentsAsParameters() {
    assertThat(wrong(own("other"))).isEqualTo("in m, a call of other has 0 arguments");
    assertThat(wrong(own("nobody", number(1)))).isEqualTo("in m, a call of nobody has 1 arguments");
  }

  @Test
  void nothingIsThereTwice() {
    MethodSpec method = MethodSpec.methodBuilder("m").addParameter(TypeName.INT, "a").build();
    TypeSpec one = TypeSpec.classBuilder("One").addMethod(method).build();
    JavaVerifier.verify(one);
    TypeSpec two = TypeSpec.classBuilder("Two").addType(one.toBuilder().addMethod(method).build()).build();
    assertThat(assertThrows(IllegalStateException.class, () -> JavaVerifier.verify(two)))
        .hasMessageThat().isEqualTo("method m(int) is twice in One");
  }

  @Test
  void whatIsOverriddenIsThere() {
    MethodSpec method = MethodSpec.methodBuilder("m").addParameter(TypeName.INT, "a").build();
    TypeSpec plain = TypeSpec.classBuilder("Plain").addMethod(method).build();
    MethodSpec other = MethodSpec.methodBuilder("m").addParameter(TypeName.LONG, "a").addAnnotation(Override.class)
        .build();
    TypeSpec faster = TypeSpec.classBuilder("Faster").addMethod(other).build();
    assertThat(assertThrows(IllegalStateException.class, () -> JavaVerifier.verifyOverrides(faster, List.of(plain))))
        .hasMessageThat().isEqualTo("Faster overrides m(long), which is not there");
  }
}
