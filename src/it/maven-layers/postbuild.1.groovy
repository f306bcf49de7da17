def build = evaluate(new File(steps, 'build.groovy'))

def outputs = build.outputs().keySet()
assert outputs.contains('app/target/generated-sources/net/example/app/Gated.java')
assert outputs.contains('layers/target/generated-test-sources/net/example/layers/Gate.java')
assert build.log().contains('2 .net files, 2 checked')
build.mark()
