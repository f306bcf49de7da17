def build = evaluate(new File(steps, 'build.groovy'))

assert build.log().contains('1 .net file, 1 compiled to ')
def changes = build.changes()
assert changes.contains('target/generated-sources/net/example/classifier/Rings.java')
assert changes.every { it.contains('/example/classifier/Rings') }
