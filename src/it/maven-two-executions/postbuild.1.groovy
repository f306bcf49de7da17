def build = evaluate(new File(steps, 'build.groovy'))

def outputs = build.outputs().keySet()
assert outputs.contains('target/generated-sources/net/example/classifier/RingsModel.java')
assert outputs.contains('target/classes/example/classifier/RingsVector256.class')
assert outputs.contains('target/generated-sources/net/example/energy/HenonHeiles.java')
assert !outputs.any { it.contains('HenonHeilesVector') }
build.mark()
