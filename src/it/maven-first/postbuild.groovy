def java = new File(System.getProperty('java.home'), 'bin/java').path
def main = [java, '-cp', 'target/classes', 'example.Main'].execute(null, basedir)
def printed = main.inputStream.getText('UTF-8')
assert main.waitFor() == 0
assert printed.contains('dd/da')
assert new File(steps, '../site/markdown/guide.md').getText('UTF-8').contains('```prints\n' + printed.normalize() + '```')
