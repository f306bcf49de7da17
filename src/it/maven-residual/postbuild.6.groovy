def build = evaluate(new File(steps, 'build.groovy'))

def log = build.log()
assert log.contains('netgrad is skipped')
['netgrad:generate', 'netgrad:generate-test', 'netgrad:check', 'includes', 'excludes', 'packageName', 'kernels', 'convolutions', 'trainer'].each {
  assert log.contains(it)
}
assert build.changes().empty
