def build = evaluate(new File(steps, 'build.groovy'))

def log = build.log()
assert log.count('1 .net file, unchanged') == 2
assert !log.contains('checked')
