def build = evaluate(new File(steps, 'build.groovy'))

assert build.log().count('1 .net file, unchanged') == 2
assert build.changes().empty
