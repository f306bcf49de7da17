def build = evaluate(new File(steps, 'build.groovy'))

assert build.log().count('1 .net file, 1 compiled to ') == 2
def changes = build.changes()
assert changes.contains('app/target/generated-sources/net/example/app/Gated.java')
assert changes.contains('layers/target/generated-test-sources/net/example/layers/Gate.java')
