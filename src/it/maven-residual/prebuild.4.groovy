def build = evaluate(new File(steps, 'build.groovy'))

build.edit('src/main/net/example/shortcut.net') { it.replace('f + x', 'f + z') }
