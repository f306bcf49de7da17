new AntBuilder().copy(todir: basedir) {
  fileset(dir: "$examples/maven-two-executions", excludes: '**/target/**')
}
