def build = evaluate(new File(steps, 'build.groovy'))

build.edit('src/main/net/example/shortcut.net') { it.replace('f + z', 'f + x') }
