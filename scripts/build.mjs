// @ts-check
import { ensureBuild } from './setup/app-build.mjs'
import { prepareTools } from './setup/prepare.mjs'
import { runScript } from './setup/project.mjs'

await runScript(async () => {
  await prepareTools()
  await ensureBuild()
})
