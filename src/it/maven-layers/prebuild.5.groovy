def build = evaluate(new File(steps, 'build.groovy'))

build.edit('layers/src/main/resources/example/layers/logistic.net') { it.replace('2/(2 + + ', '2/(2 +') }
build.write('layers/src/main/resources/example/layers/unused.net', 'layer unused(x[C]) { x -> nothing }\n')
