// @ts-check
import { app, BrowserWindow } from 'electron'

// A window with the gallery: the address is the last argument.
app.on('window-all-closed', () => app.quit())
await app.whenReady()
const window = new BrowserWindow({ width: 1000, height: 760, useContentSize: true, title: 'Components' })
window.setMenu(null)
await window.loadURL(process.argv.at(-1) ?? '')
