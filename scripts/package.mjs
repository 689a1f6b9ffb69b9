// @ts-check
import { stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { buildAppFolder } from './package/build-package.mjs'
import { buildDeb, buildTarGz } from './package/linux.mjs'
import { distFolder, packageVersion } from './package/product.mjs'
import { ensureBuild } from './setup/app-build.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { prepareTools } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'

// --for-tests builds the flavour that Playwright can attach to. --installers also builds those that need GitHub.
const { values } = parseArgs({
  options: {
    'for-tests': { type: 'boolean', default: false },
    installers: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    version: { type: 'string' },
  },
})

await runScript(async () => {
  await prepareTools()
  await ensureBuild()
  const forTests = values['for-tests']
  const version = await packageVersion(values.version)
  const output = forTests ? join(distFolder, 'for-tests') : distFolder
  const folder = await buildAppFolder({
    electron: await ensureElectron(),
    flavour: forTests ? 'tests' : 'release',
    version,
    output,
    withInstallers: values.installers,
  })
  console.log(relative(projectFolder, folder))
  if (process.platform !== 'linux') return
  const app = { folder, version, output, isQuick: values.quick || forTests }
  for (const file of [await buildTarGz(app), await buildDeb(app)]) {
    const { size } = await stat(file)
    console.log(`${relative(projectFolder, file)} (${(size / 2 ** 20).toFixed(1)} MiB)`)
  }
})
