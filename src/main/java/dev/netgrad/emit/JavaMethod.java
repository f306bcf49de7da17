package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import java.util.List;

/** A method whose code is a tree. */
record JavaMethod(String name, List<ParameterSpec> parameters, List<JavaStatement> body) {
  JavaMethod {
    parameters = List.copyOf(parameters);
    body = List.copyOf(body);
  }

  MethodSpec.Builder spec() {
    CodeBlock.Builder code = CodeBlock.builder();
    JavaText.write(body, code);
    return MethodSpec.methodBuilder(name).addParameters(parameters).addCode(code.build());
  }
}
