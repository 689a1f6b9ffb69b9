// @ts-check
import { join } from 'node:path'
import { run } from './setup/command.mjs'
import { serversNeedNode } from './setup/node.mjs'
import { prepareTools } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'

await runScript(async () => {
  await prepareTools(serversNeedNode)
  return run(process.execPath, [join(projectFolder, 'examples/worker.ts'), ...process.argv.slice(2)], {
    cwd: projectFolder,
    env: process.env,
  })
})
