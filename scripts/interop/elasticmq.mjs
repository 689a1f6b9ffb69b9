// @ts-check
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isOnPath } from '../setup/command.mjs'
import { SetupProblem } from '../setup/project.mjs'
import { obtain } from './obtained.mjs'
import { command } from './python-programs.mjs'

const version = '1.6.12'

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>remotejob</groupId>
  <artifactId>interop</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.elasticmq</groupId>
      <artifactId>elasticmq-server_2.13</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`

/** @returns {Promise<import('./obtained.mjs').Obtained<{ classes: string }>>} */
export function obtainElasticMq() {
  return obtain(
    `ElasticMQ ${version}`,
    `elasticmq-${version}`,
    async (folder) => {
      for (const needed of ['java', 'mvn']) {
        if (!isOnPath(needed)) throw new SetupProblem(`${needed} is not installed.`)
      }
      await writeFile(join(folder, 'pom.xml'), project)
      const args = [
        '--batch-mode',
        'dependency:copy-dependencies',
        '-DoutputDirectory=classes',
        '-DincludeScope=runtime',
      ]
      await command('Maven cannot fetch it', 'mvn', args, folder)
    },
    (folder) => ({ classes: join(folder, 'classes', '*') }),
  )
}
