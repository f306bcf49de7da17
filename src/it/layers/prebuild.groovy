new AntBuilder().copy(todir: basedir) {
  fileset(dir: "$examples/maven-layers", excludes: '**/target/**')
}
