def build = evaluate(new File(steps, 'build.groovy'))

def file = new File(basedir, 'layers/src/main/resources/example/layers/logistic.net')
assert build.log().contains("[ERROR] ${file} [3:20]: E101 ")
