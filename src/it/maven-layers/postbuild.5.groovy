def build = evaluate(new File(steps, 'build.groovy'))

def file = new File(basedir, 'layers/src/main/resources/example/layers/unused.net')
def log = build.log()
assert log.contains("[ERROR] ${file} [1:27]: E206 ")
assert log =~ /netgrad:.*:check \(layers\)/
