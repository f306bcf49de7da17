def build = evaluate(new File(steps, 'build.groovy'))

build.edit('src/main/net/example/robust.net') { it.replace('loss = robust(guess, height)', 'loss = log(-1 - robust(guess, height))') }
