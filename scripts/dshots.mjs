// @ts-check
import { join, resolve } from 'node:path'
import { run } from './setup/command.mjs'
import { serversNeedNode } from './setup/node.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'

const defaultFile = join(projectFolder, 'e2e/fixtures/chelsea.png')

await runScript(async () => {
  const { launcher, env } = await prepareApp({ minimumNode: serversNeedNode, forTests: true })
  const files = process.argv.slice(2).map((file) => resolve(process.env['INIT_CWD'] ?? '.', file))
  const command = [process.execPath, join(projectFolder, 'e2e/dshots.ts')]
  const [program = '', ...args] = [
    ...launcher.prefix,
    ...command,
    ...(files.length > 0 ? files : [defaultFile]),
  ]
  return run(program, args, { cwd: projectFolder, env })
})
