new AntBuilder().copy(todir: basedir) {
  fileset(dir: "$examples/maven-residual", excludes: '**/target/**')
}
