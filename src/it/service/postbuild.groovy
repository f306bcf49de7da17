// Does what the page says, from the folder of pictures to the answer, but for one epoch and on a port that is free.
import java.awt.image.BufferedImage
import javax.imageio.ImageIO

def java = new File(System.getProperty('java.home'), 'bin/java').path
def netgrad = new File(steps, '../../target/netgrad.jar').path

def start = { List words -> new ProcessBuilder(words).directory(basedir).redirectErrorStream(true).start() }
def run = { List words ->
  def process = start(words)
  def out = process.inputStream.getText('UTF-8')
  [process.waitFor(), out]
}

['cats', 'dogs'].each { kind ->
  def folder = new File(basedir, "pictures/$kind")
  folder.mkdirs()
  10.times {
    def image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB)
    image.createGraphics()."${kind == 'cats' ? 'fillOval' : 'fillRect'}"(it, it, 20, 20)
    ImageIO.write(image, 'png', new File(folder, "${it}.png"))
  }
}

def page = new File(steps, '../site/markdown/service.md').getText('UTF-8').normalize()
def commands = page.findAll(/(?s)```sh\n(.*?)```/) { it[1].readLines() }.flatten()
assert commands.size() == 7
// The build itself is what has just been done.
assert commands[0..1] == ['cp -r netgrad/examples/service/. .', 'mvn -q package']

def service = null
String url = null
String answer = null
try {
  commands.drop(2).each { command ->
    def words = command.split(' ') as List
    if (command.startsWith('java -jar netgrad/target/netgrad.jar ')) {
      def (code, out) = run([java, '-jar', netgrad] + words.drop(3).collect { it == '200' ? '1' : it })
      assert code == 0 : out
      if (words[3] == 'predict') {
        def classes = { it.replaceFirst(/(?s).*"classes": \[(.*?)\].*/, '$1') }
        assert classes(out) == classes(answer)
      }
    } else if (command.startsWith('java -jar target/service.jar ')) {
      service = start([java] + words.drop(1).dropRight(1) + '0')
      def lines = service.inputStream.newReader('UTF-8')
      while (url == null) {
        def line = lines.readLine()
        assert line != null : 'the service has ended'
        url = line.startsWith('http') ? line.split('/ ')[0] : null
      }
    } else {
      assert command.startsWith('curl --data-binary @')
      def connection = new URL(url + '/classify').openConnection()
      connection.doOutput = true
      connection.outputStream << new File(basedir, words[2].substring(1)).bytes
      assert connection.responseCode == 200
      answer = connection.inputStream.getText('UTF-8')
    }
  }
} finally {
  service?.destroy()
  service?.waitFor()
}

// The launcher passes on how the Java ends that it starts, which has the Vector API.
def (code, out) = run([java, '-jar', 'target/service.jar', 'none.safetensors'])
assert code == 2
assert out.contains('jdk.incubator.vector')
assert out.contains('none.safetensors')

// The library's jar for run time is all that it has.
def library = new File(basedir, 'target/lib').listFiles() as List
assert library.size() == 1
assert library[0].name ==~ /netgrad-.*-runtime.jar/
assert library[0].length() < 150_000
