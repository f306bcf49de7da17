def build = evaluate(new File(steps, 'build.groovy'))

assert new File(basedir, 'src/main/net/energy/henon.net').delete()
build.write('target/generated-sources/net/example/energy/Mine.java', 'class Mine {}\n')
build.mark()
