// What the hooks ask about a build. They load it with evaluate, and keep in the context what the next hook needs.

class Build {
  File basedir
  Map context

  /** What Maven said since the last hook. */
  String log() {
    String all = new File(basedir, 'build.log').text
    String latest = all.substring(context.seen ?: 0)
    context.seen = all.length()
    latest
  }

  /** The time of everything below target, of each module, that is generated or compiled. */
  Map<String, Long> outputs() {
    Map<String, Long> times = new TreeMap<>()
    basedir.eachFileRecurse { file ->
      String path = basedir.toPath().relativize(file.toPath()).toString().replace('\\', '/')
      if (file.isFile() && path =~ 'target/(generated-.*sources|classes|test-classes)/') {
        times[path] = file.lastModified()
      }
    }
    times
  }

  /** The outputs that are not as they were at the last hook: changed, new or gone. */
  Set<String> changes() {
    Map<String, Long> before = context.outputs ?: [:]
    Map<String, Long> now = context.outputs = outputs()
    (before.keySet() + now.keySet()).findAll { before[it] != now[it] } as TreeSet
  }

  /** The next hook asks about what comes after this. */
  void mark() {
    log()
    changes()
  }

  void write(String path, String text) {
    new File(basedir, path).text = text
  }

  void edit(String path, Closure<String> change) {
    write(path, change(new File(basedir, path).text))
  }
}

new Build(basedir: basedir, context: context)
