def build = evaluate(new File(steps, 'build.groovy'))

// The file is as it was when its gradients were right.
assert build.log().contains('1 .net file, unchanged')
