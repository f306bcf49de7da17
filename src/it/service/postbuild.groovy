// The launcher starts another Java, with the Vector API, and passes on how that ends.
def java = new File(System.getProperty('java.home'), 'bin/java').path
def started = [java, '-jar', 'target/service.jar', 'none.safetensors'].execute(null, basedir)
def out = new StringBuilder()
started.waitForProcessOutput(out, out)
assert started.exitValue() == 2
assert out.contains('jdk.incubator.vector')
assert out.contains('none.safetensors')

// The library's jar for run time is all that it has.
def library = new File(basedir, 'target/lib').listFiles() as List
assert library.size() == 1
assert library[0].name ==~ /netgrad-.*-runtime.jar/
assert library[0].length() < 150_000
