def build = evaluate(new File(steps, 'build.groovy'))

def outputs = build.outputs().keySet()
def expected = ['target/generated-sources/net/example/Shortcut.java'] + [512, 256, 128].collectMany {
  ["target/generated-sources/net-vector/example/ShortcutVector${it}.java", "target/classes/example/ShortcutVector${it}.class"]
}
assert outputs.containsAll(expected*.toString())
build.mark()
