import { launchApp, makeHome } from './app.ts'
const home = await makeHome('/tmp/try-home')
const t = Date.now()
const app = await launchApp({ home })
app.electron.process().stderr!.on('data', (d: any) => process.stderr.write(d))
console.log('window', Date.now() - t, await app.page.title(), app.page.url())
const call = (c: string, i: any) =>
  app.page.evaluate(([c, i]) => (window as any).remotejob.invoke(c, i), [c, i])
for (let k = 0; k < 40; k++) {
  const r: any = await call('connections:list', null)
  if (r.value?.connections[0].state !== 'connecting' && r.value?.connections[0].state !== 'idle') {
    console.log(JSON.stringify(r), Date.now() - t)
    break
  }
  await new Promise((r) => setTimeout(r, 200))
}
console.log(JSON.stringify(await call('local:get', null)))
console.log(
  JSON.stringify(
    await call('queues:describe', {
      name: 'demo',
      layout: 'in-out',
      statuses: ['pending', 'inprogress', 'completed'],
    }),
  ),
)
console.log(JSON.stringify(await call('queues:watch', { name: 'demo' })))
console.log(JSON.stringify(await call('queues:refresh', { name: 'demo' })))
console.log(JSON.stringify(await call('queues:list', null)))
console.log(JSON.stringify(await call('queues:list', { evil: 1 })))
await app.close()
console.log('closed')
