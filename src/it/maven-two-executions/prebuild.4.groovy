def build = evaluate(new File(steps, 'build.groovy'))

build.edit('src/main/net/classifier/rings.net') { it.replace('dense(16)', 'dense(8)') }
