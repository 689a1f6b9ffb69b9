// @ts-check
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { electronProblem } from './audit/electron-age.mjs'
import { tryNpm } from './setup/npm.mjs'
import { SetupProblem, projectFolder, runScript } from './setup/project.mjs'

await runScript(async () => {
  const lock = JSON.parse(await readFile(join(projectFolder, 'package-lock.json'), 'utf8'))
  const { code, output } = await tryNpm(['view', 'electron', 'dist-tags.latest'], projectFolder)
  if (code !== 0) throw new SetupProblem(`npm did not report the newest Electron:\n${output.trim()}`)
  const ours = lock.packages['node_modules/electron'].version
  const problem = electronProblem(ours, output.trim())
  if (problem !== undefined) throw new SetupProblem(problem)
  console.log(`Electron ${ours} is supported; the newest is ${output.trim()}.`)
})
