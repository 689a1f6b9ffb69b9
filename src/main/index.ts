import { join } from 'node:path'
import { app, BrowserWindow, ipcMain, Menu, nativeTheme } from 'electron'
import { declareAppScheme, serveApp } from './app/app-protocol.ts'
import { Dialogs } from './app/dialogs.ts'
import { openLog } from './app/log.ts'
import { createMenu } from './app/menu.ts'
import { guardNavigation } from './app/navigation.ts'
import { isPage } from './app/page.ts'
import { denyPermissions } from './app/permissions.ts'
import { closeOnQuit } from './app/quit.ts'
import { watchAttention } from './app/attention.ts'
import { createWindow } from './app/window.ts'
import { SettingsStore } from './connections/settings-store.ts'
import { FileGrants } from './ipc/file-grants.ts'
import { allHandlers } from './ipc/handlers/all.ts'
import { InFlight } from './ipc/in-flight.ts'
import { Push } from './ipc/push.ts'
import { registerHandlers } from './ipc/register.ts'

const here = import.meta.dirname

async function start(): Promise<void> {
  const log = openLog()
  process.on('unhandledRejection', (reason) => {
    log.error('unhandled', reason)
  })
  const userData = app.getPath('userData')
  const opening = SettingsStore.open(join(userData, 'settings.json'))
  await app.whenReady()
  const { store: settings, quarantinedPath } = await opening
  if (quarantinedPath !== null) log.warn(`The settings file was damaged. It was moved to ${quarantinedPath}.`)
  nativeTheme.themeSource = settings.value.theme
  serveApp(join(here, '../renderer'))

  let window: BrowserWindow | null = createWindow(join(here, '../preload/index.cjs'))
  const shown = new Promise<void>((resolve) => window?.once('show', resolve))
  window.on('closed', () => {
    window = null
  })
  const push = new Push(
    () => window?.webContents ?? null,
    (event, error) => log.error(event, error),
  )
  const inFlight = new InFlight()
  const grants = new FileGrants()
  const dialogs = new Dialogs(() => window)
  // The AWS SDK is a tenth of a second of work: it is loaded once there is a window to look at.
  const services = shown
    .then(() => import('./services.ts'))
    .then(({ openServices }) =>
      openServices({
        settings,
        userData,
        push,
        dialogs,
        log,
        script: join(here, 'local-server.js'),
        ledgerWorker: new URL('ledger-worker.js', import.meta.url),
        fileReaderWorker: new URL('file-reader-worker.js', import.meta.url),
      }),
    )
  registerHandlers({
    ipcMain,
    handlers: allHandlers(() => services, grants, inFlight, { sandboxed }),
    isPage,
    grantFiles: (paths) => grants.grant(paths),
    log: (channel, error) => {
      log.warn(channel, error)
    },
  })
  watchAttention(window, (change) => void services.then(({ poller }) => change(poller)))
  Menu.setApplicationMenu(createMenu(app, (command) => window?.webContents.send('command:run', command)))
  app.on('second-instance', () => {
    window?.restore()
    window?.focus()
  })
  closeOnQuit(app, async () => {
    inFlight.cancelAll()
    push.close()
    await (await services).close()
  })
}

// On the command line only where the system allows no sandbox; enableSandbox() would undo it for child processes,
// and then none of them starts.
const sandboxed = !app.commandLine.hasSwitch('no-sandbox')
if (sandboxed) app.enableSandbox()
app.setAppUserModelId('io.github.remotejob.desktop')
declareAppScheme()
denyPermissions(app)
guardNavigation(app)
app.on('window-all-closed', () => app.quit())
if (app.requestSingleInstanceLock()) void start()
else app.quit()
