// The launcher starts another Java, with the Vector API, and passes on how that ends.
def java = new File(System.getProperty('java.home'), 'bin/java').path
def started = [java, '-jar', 'target/service.jar', 'none.safetensors'].execute(null, basedir)
def out = new StringBuilder()
started.waitForProcessOutput(out, out)
assert started.exitValue() == 2
assert out.contains('jdk.incubator.vector')
assert out.contains('none.safetensors')
