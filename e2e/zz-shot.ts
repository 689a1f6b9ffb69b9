import { launchApp, makeHome } from './app.ts'
const theme = (process.argv[2] ?? 'light') as 'light' | 'dark'
const home = await makeHome('/tmp/try-home-' + theme)
const app = await launchApp({ home, theme })
app.electron.process().stderr!.on('data', (d: any) => process.stderr.write(d))
await app.page.waitForTimeout(3500)
await app.page.screenshot({ path: `/tmp/shot-${theme}.png` })
console.log(app.faults)
await app.close()
