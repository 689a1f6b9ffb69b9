// Must come first, because Chromium reads its switches after this file has run.
import './app/debugging-switches.ts'
import { join } from 'node:path'
import {
  app,
  type BrowserWindow,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  session,
} from 'electron'
import type { Running } from './running.ts'
import { channels } from '../shared/ipc/channels.ts'
import { declareAppScheme, serveApp } from './app/protocols/app-protocol.ts'
import type { HostResponders } from './app/protocols/page-responder.ts'
import { readFirstSettings } from './app/window/first-settings.ts'
import { DeferredIpc } from './app/deferred-ipc.ts'
import { confirmClose } from './app/closing/close-confirmation.ts'
import { argumentFiles, filesOfInstance } from './app/files/argument-files.ts'
import { BoundsKeeper } from './app/window/keep-bounds.ts'
import { EarlyLocal } from './app/local-launch.ts'
import { createMenu } from './app/menu.ts'
import { guardNavigation } from './app/window/navigation.ts'
import { guardPeerConnections, guardSessions, keepRequestsInside } from './app/protocols/session-guard.ts'
import { linkedMessages, linksOfInstance } from './app/files/job-links.ts'
import { OpenRequests } from './app/files/open-requests.ts'
import { closeOnQuit } from './app/closing/quit.ts'
import { quitOnShutdown } from './app/closing/system-shutdown.ts'
import { atLogin } from './app/presence/at-login.ts'
import { bringForward } from './app/window/bring-forward.ts'
import { devServer } from './app/window/page.ts'
import { createWindow } from './app/window/window.ts'

const folder = import.meta.dirname

/** Opens the window. Everything else loads once the window is shown. */
async function start(): Promise<void> {
  const settingsFile = join(app.getPath('userData'), 'settings.json')
  const { theme, showsTray } = readFirstSettings(settingsFile)
  const keeper = BoundsKeeper.open(join(app.getPath('userData'), 'window.json'))
  await app.whenReady()
  nativeTheme.themeSource = theme
  keepRequestsInside(session.defaultSession, devServer)
  const responders: HostResponders = new Map()
  serveApp(join(folder, '../renderer'), responders)
  const calls = new DeferredIpc(ipcMain, [...channels, 'files:grant'])
  const look = wasStartedAtLogin() ? (showsTray ? 'hidden' : 'minimised') : 'shown'
  let window: BrowserWindow | null = createWindow(join(folder, '../preload/index.cjs'), keeper.bounds, look)
  const earlyLocal = new EarlyLocal()
  // Not earlier, because it would compete with the window for the CPU.
  window.webContents.once('dom-ready', () => {
    earlyLocal.start(join(folder, 'local-server.js'), app.getPath('userData'))
  })
  keeper.watch(window)
  window.on('closed', () => {
    window = null
  })
  let running: Promise<Running> | null = null
  let onClose: Running['onClose'] | null = null
  let keepsClaims: boolean | null = null
  const show = (): void => bringForward(window)
  const goOn = (): void => {
    if (running !== null) return
    running = import('./running.ts').then(({ run }) =>
      run({
        window: () => window,
        calls,
        settingsFile,
        folder,
        sandboxed,
        earlyLocal,
        responders,
        openFiles,
        openJobs,
        show,
        closing,
      }),
    )
    running.then(
      (running) => (onClose = running.onClose),
      (error: unknown) => void showFailedStart(error, settingsFile),
    )
  }
  // At login the window may stay hidden.
  if (look === 'shown') window.once('show', goOn)
  else window.once('ready-to-show', goOn)
  const closing = confirmClose(window, {
    work: async () => (await running)?.closingWork() ?? null,
    choice: () => onClose?.choice() ?? 'ask',
    remember: async (choice) => onClose?.remember(choice),
    tray: () => onClose?.tray() ?? null,
    trayExplained: async () => onClose?.trayExplained(),
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
    show()
    openFiles.add(filesOfInstance(given))
    openJobs.add(linksOfInstance(given))
  })
  // On macOS, for a click on the dock icon.
  app.on('activate', show)
  quitOnShutdown({ powerMonitor, window }, () => app.quit())
  closeOnQuit(app, async () => {
    const bounds = keeper.settled()
    // This makes the page save its state.
    window?.hide()
    await (await running)?.close(keepsClaims)
    await bounds
  })
}

/** Tells the user why nothing works, and quits. */
async function showFailedStart(error: unknown, settingsFile: string): Promise<void> {
  const { failedStartText } = await import('./app/failed-start.ts')
  // Not showErrorBox, because it blocks main, even when the system shuts down.
  await dialog.showMessageBox({
    type: 'error',
    title: 'Remotejob',
    message: 'Remotejob cannot start',
    detail: failedStartText(error, settingsFile),
    buttons: ['Quit'],
  })
  app.exit(1)
}

function wasStartedAtLogin(): boolean {
  return process.argv.includes(atLogin) || app.getLoginItemSettings().wasOpenedAtLogin
}

// Crash reports of the page and of main stay in the app's data folder.
crashReporter.start({ uploadToServer: false })
// --no-sandbox is only passed where the system allows no sandbox. enableSandbox() would undo it for
// child processes, which would then fail to start.
const sandboxed = !app.commandLine.hasSwitch('no-sandbox')
if (sandboxed) app.enableSandbox()
app.setAppUserModelId('io.github.remotejob.desktop')
declareAppScheme()
// Otherwise Electron creates its default menu before `ready`, only to replace it later.
Menu.setApplicationMenu(null)
guardSessions(app)
guardPeerConnections(app)
guardNavigation(app)
app.on('window-all-closed', () => app.quit())
const isDefaultApp = 'defaultApp' in process && process.defaultApp
const files = argumentFiles(process.argv, { isDefaultApp, folder: process.cwd() })
const openFiles = new OpenRequests()
openFiles.add(files)
const openJobs = new OpenRequests()
openJobs.add(linkedMessages(process.argv))
// macOS only. It may be emitted before the app is ready.
app.on('open-file', (event, path) => {
  event.preventDefault()
  openFiles.add([path])
})
// macOS only.
app.on('open-url', (event, address) => {
  event.preventDefault()
  openJobs.add(linkedMessages([address]))
})
// Chromium may reorder the arguments of a second instance, so its files and links are passed separately.
if (app.requestSingleInstanceLock({ files, links: process.argv.slice(1, 100) })) void start()
else app.quit()
