def build = evaluate(new File(steps, 'build.groovy'))

build.edit('layers/src/main/resources/example/layers/logistic.net') { it.replace('1/(1 +', '2/(2 +') }
