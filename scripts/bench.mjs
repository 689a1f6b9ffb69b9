// @ts-check
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './setup/command.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { serversNeedNode } from './setup/node.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'
import { saveTable } from './docs/docs-table.mjs'

const benchFolder = join(projectFolder, 'bench')

await runScript(async () => {
  const { launcher, env } = await prepareApp({ minimumNode: serversNeedNode, forTests: true })
  await ensureDependencies(benchFolder)
  const command = [process.execPath, join(benchFolder, 'bench.ts'), ...process.argv.slice(2)]
  const [program = '', ...args] = [...launcher.prefix, ...command]
  const code = await run(program, args, { cwd: projectFolder, env })
  if (code === 0 && process.argv.includes('--save')) {
    await saveTable('benchmark.md', await readFile(join(benchFolder, 'results.md'), 'utf8'))
  }
  return code
})
