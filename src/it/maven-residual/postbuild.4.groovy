def build = evaluate(new File(steps, 'build.groovy'))

def log = build.log()
def file = new File(basedir, 'src/main/net/example/shortcut.net')
assert log.contains("[ERROR] ${file} [4:7]: E210 error: there is no `z` here")
assert log.contains("${file}:4:7 E210 ")
assert build.changes().empty
