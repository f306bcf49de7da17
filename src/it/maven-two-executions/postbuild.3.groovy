def build = evaluate(new File(steps, 'build.groovy'))

assert build.changes() == ['target/generated-sources/net/example/energy/HenonHeiles.java'] as Set
build.mark()
