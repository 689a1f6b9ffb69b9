// @ts-check
import { testInstall } from './package-tests/install.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { runScript } from './setup/project.mjs'
import { packageVersion } from './package/product.mjs'
await runScript(async () => { const p = await prepareApp({ minimumNode: '24.0.0', forTests: true }); await testInstall({ version: await packageVersion(undefined), env: p.env }) })
