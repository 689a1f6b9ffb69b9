// @ts-check
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { saveTable } from './docs/docs-table.mjs'
import { obtainSdk2, sdkVersions } from './interop/aws-sdk-2.mjs'
import { obtainElasticMq } from './interop/elasticmq.mjs'
import { obtainPython } from './interop/python-programs.mjs'
import { obtainRclone } from './interop/rclone.mjs'
import { findTerraform } from './interop/terraform.mjs'
import { run } from './setup/command.mjs'
import { serversNeedNode } from './setup/node.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'

/**
 * Programs are fetched here, before the tests, because the tests run without root permissions and need no
 * network.
 */
await runScript(async () => {
  const { launcher, env } = await prepareApp({ minimumNode: serversNeedNode, forTests: true })
  const programs = {
    moto: await obtainPython('moto'),
    elasticMq: await obtainElasticMq(),
    boto3: await obtainPython('boto3'),
    awsCli: await obtainPython('aws-cli'),
    oldAwsCli: await obtainPython('aws-cli, 2023'),
    cfnLint: await obtainPython('cfn-lint'),
    terraform: await findTerraform(),
    rclone: await obtainRclone(),
    sdks: [await obtainSdk2(sdkVersions[0]), await obtainSdk2(sdkVersions[1])],
  }
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-interop-'))
  try {
    const file = join(folder, 'tables.md')
    const command = [...launcher.prefix, process.execPath, join(projectFolder, 'interop/interop.ts'), file]
    const [program = '', ...args] = command
    const code = await run(program, args, {
      cwd: projectFolder,
      env: { ...env, INTEROP_PROGRAMS: JSON.stringify(programs) },
    })
    if (code === 0 && process.argv.includes('--save'))
      await saveTable('interop.md', await readFile(file, 'utf8'))
    return code
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
