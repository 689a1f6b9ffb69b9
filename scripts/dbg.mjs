import { freshSystem } from './container/system.mjs'
import { systemIn } from './container/enter.mjs'
import { copyFileSync, writeFileSync } from 'node:fs'
const root = await freshSystem('package')
const r = systemIn(root)
await r.quietly('useradd --create-home tester')
copyFileSync('dist/installed/0.1.0/remotejob_0.1.0_amd64.deb', root + '/root/a.deb')
await r.quietly('export DEBIAN_FRONTEND=noninteractive; apt-get -qq update; apt-get install -y --no-install-recommends ./a.deb')
const u = systemIn(root, 'tester')
const [p, ...w] = u.commandLine('$RUN')
writeFileSync('/tmp/dbg-words.json', JSON.stringify([p, ...w]))
