def build = evaluate(new File(steps, 'build.groovy'))

assert build.log().contains('1 .net file, 1 compiled to ')
