def build = evaluate(new File(steps, 'build.groovy'))

def log = build.log()
assert log.contains('1 .net file, unchanged')
assert log.contains('Nothing to compile - all classes are up to date')
assert build.changes().empty
