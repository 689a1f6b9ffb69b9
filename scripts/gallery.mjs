// @ts-check
import { join } from 'node:path'
import { run } from './setup/command.mjs'
import { serversNeedNode } from './setup/node.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'

await runScript(async () => {
  const { launcher, env } = await prepareApp({ minimumNode: serversNeedNode, build: false, forTests: true })
  const command = [process.execPath, join(projectFolder, 'e2e/gallery.ts')]
  const [program = '', ...args] = [...launcher.prefix, ...command]
  return run(program, args, { cwd: projectFolder, env })
})
