def build = evaluate(new File(steps, 'build.groovy'))

def log = build.log()
assert log.contains('Tests run: 2, Failures: 0, Errors: 0')
assert log.contains('1 .net file, 1 checked')
