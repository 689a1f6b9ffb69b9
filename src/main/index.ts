import { join } from 'node:path'
import { app, type BrowserWindow, ipcMain, Menu, nativeTheme, session } from 'electron'
import type { Running } from './running.ts'
import { channels } from '../shared/ipc/channels.ts'
import { declareAppScheme, serveApp } from './app/protocols/app-protocol.ts'
import type { HostResponders } from './app/protocols/page-responder.ts'
import { readFirstTheme } from './app/window/first-theme.ts'
import { DeferredIpc } from './app/deferred-ipc.ts'
import { askOnClose } from './app/closing/close-question.ts'
import { argumentFiles, filesOfInstance } from './app/files/argument-files.ts'
import { BoundsKeeper } from './app/window/keep-bounds.ts'
import { createMenu } from './app/menu.ts'
import { guardNavigation } from './app/window/navigation.ts'
import { guardSessions, keepRequestsInside } from './app/protocols/session-guard.ts'
import { OpenFileRequests } from './app/files/open-file-requests.ts'
import { closeOnQuit } from './app/closing/quit.ts'
import { devServer } from './app/window/page.ts'
import { createWindow } from './app/window/window.ts'

const folder = import.meta.dirname

/** Opens the window. Everything else is loaded once the window is shown. */
async function start(): Promise<void> {
  const settingsFile = join(app.getPath('userData'), 'settings.json')
  const theme = readFirstTheme(settingsFile)
  const opening = BoundsKeeper.open(join(app.getPath('userData'), 'window.json'))
  await app.whenReady()
  nativeTheme.themeSource = await theme
  keepRequestsInside(session.defaultSession, devServer)
  const responders: HostResponders = new Map()
  serveApp(join(folder, '../renderer'), responders)
  const calls = new DeferredIpc(ipcMain, [...channels, 'files:grant'])
  const keeper = await opening
  let window: BrowserWindow | null = createWindow(join(folder, '../preload/index.cjs'), keeper.bounds)
  keeper.watch(window)
  window.on('closed', () => {
    window = null
  })
  let running: Promise<Running> | null = null
  let onClose: Running['onClose'] | null = null
  let keepsClaims: boolean | null = null
  window.once('show', () => {
    running = import('./running.ts').then(({ run }) =>
      run({ window: () => window, calls, settingsFile, folder, sandboxed, responders, openFiles }),
    )
    void running.then((running) => (onClose = running.onClose))
  })
  const closing = askOnClose(window, {
    work: async () => (await running)?.closingWork() ?? null,
    choice: () => onClose?.choice() ?? 'ask',
    remember: async (choice) => onClose?.remember(choice),
    quit: (keep) => {
      keepsClaims = keep
      // Closing everything takes a moment.
      window?.hide()
      app.quit()
    },
  })
  Menu.setApplicationMenu(
    createMenu({
      run: (command) => window?.webContents.send('command:run', command),
      quit: closing.quit,
      platform: process.platform,
      developer: !app.isPackaged && app.commandLine.hasSwitch('developer-tools'),
    }),
  )
  app.on('second-instance', (_event, _argv, _folder, given) => {
    window?.restore()
    window?.focus()
    openFiles.add(filesOfInstance(given))
  })
  closeOnQuit(app, async () => {
    const bounds = keeper.settled()
    // The page then writes what it remembers.
    window?.hide()
    await (await running)?.close(keepsClaims)
    await bounds
  })
}

// --no-sandbox is passed only where the system allows no sandbox. enableSandbox() would undo it for child
// processes, which would then fail to start.
const sandboxed = !app.commandLine.hasSwitch('no-sandbox')
if (sandboxed) app.enableSandbox()
app.setAppUserModelId('io.github.remotejob.desktop')
declareAppScheme()
guardSessions(app)
guardNavigation(app)
app.on('window-all-closed', () => app.quit())
const isDefaultApp = 'defaultApp' in process && process.defaultApp
const files = argumentFiles(process.argv, { isDefaultApp, folder: process.cwd() })
const openFiles = new OpenFileRequests()
openFiles.add(files)
// On macOS; it may come before the app is ready.
app.on('open-file', (event, path) => {
  event.preventDefault()
  openFiles.add([path])
})
// Chromium may change the order of a second instance's arguments, so its files are passed on as they are.
if (app.requestSingleInstanceLock({ files })) void start()
else app.quit()
