def build = evaluate(new File(steps, 'build.groovy'))

def file = new File(basedir, 'src/main/net/example/robust.net')
assert build.log().contains("${file}:8:1 Robust: the loss is no finite number")
